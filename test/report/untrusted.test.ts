/** Whatever a console, a tag or AWS says: by no way out of a run does it become a command, or a code of a terminal. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { fenced, markdown, neutral, oneLine, plainText, quotedBlock } from '../../src/report/untrusted.js';
import { realWorld } from '../../src/world.js';
import { commandsIn, pairsIn } from '../support/runner-commands.js';

/** Each is, or could become, a command to the runner, or a code to whoever shows the log. */
const HOSTILE = [
  '::set-output name=ready::true',
  '::add-mask::a',
  '::stop-commands::x',
  '::error file=a,line=1::x',
  '::endgroup::',
  '##[set-env name=PATH;]/tmp',
  'x ##[add-path]/tmp',
  '##\u0000[error]x',
  ':\u0007:error::x',
  '\u001b[31m::error::x',
  '\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007',
  '\u001b]0;title',
  '\u009b2J',
  '\u202egnp.exe',
  '%0A::error::x',
  '%25',
];
/** Blanks to .NET, to JavaScript, or to both; and what ends a line to one of them. */
const BLANK = ['\u0085', '\u00a0', '\u2028', '\u2029', '\u3000', '\ufeff', '\v', '\f', '\t', ' ', '\r', '\n'];

const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.constantFrom(...BLANK),
      fc.constantFrom(':', '#', '['),
      fc.string(),
    ),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));

// eslint-disable-next-line no-control-regex -- what steers a terminal
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-untrusted-'));
const file = (name: string) => path.join(folder, name);
const before = { ...process.env };
beforeAll(() => {
  for (const name of ['OUTPUT', 'STATE', 'STEP_SUMMARY']) process.env[`GITHUB_${name}`] = file(name);
});
afterAll(() => {
  process.env = before;
});

/** What a real world writes to standard output. */
async function written(act: (world: ReturnType<typeof realWorld>) => unknown): Promise<string> {
  let text = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const on = jest.spyOn(process, 'on').mockImplementation(() => process);
  try {
    await act(realWorld());
  } finally {
    write.mockRestore();
    on.mockRestore();
  }
  return text;
}

const names = (log: string) => commandsIn(log).map(({ name }) => name);

describe.each<[string, string[], (text: string) => (world: ReturnType<typeof realWorld>) => unknown]>([
  [
    'a sentence',
    [],
    (text) =>
      ({ log }) =>
        log.say(text),
  ],
  [
    'evidence',
    [],
    (text) =>
      ({ log }) =>
        log.say(quotedBlock(text)),
  ],
  [
    'a detail',
    ['debug'],
    (text) =>
      ({ log }) =>
        log.detail(text),
  ],
  [
    'a warning',
    ['warning'],
    (text) =>
      ({ log }) =>
        log.warn(text),
  ],
  [
    'an error',
    ['error'],
    (text) =>
      ({ log }) =>
        log.error(text),
  ],
  [
    "an annotation's file",
    ['error'],
    (text) =>
      ({ log }) =>
        log.error('x', { file: text, line: 1 }),
  ],
  [
    "a group's title",
    ['group', 'endgroup'],
    (text) =>
      ({ log }) =>
        log.group(text, () => Promise.resolve()),
  ],
])('as %s', (_way, expected, act) => {
  test('it gives the runner no command but our own', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const log = await written(act(text));
        expect([log, names(log)]).toEqual([log, expected]);
        // What the runner takes out of an annotation it shows as lines, which others may read again.
        for (const { data } of commandsIn(log)) {
          expect(names(data)).toEqual([]);
          expect(data).not.toMatch(STEERING);
        }
        if (expected.length === 0) expect(log).not.toMatch(STEERING);
      }),
      { numRuns: 60 },
    );
  });
});

test('an output and a saved state are what they are, whatever lines they hold', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      for (const name of ['OUTPUT', 'STATE']) writeFileSync(file(name), '');
      const log = await written(({ runner }) => {
        runner.setOutput('base-ami-name', `${text}\nready<<x\ntrue\nx\nready=true`);
        runner.saveState('region', text);
      });
      expect(log).toBe('');
      const value = `${text}\nready<<x\ntrue\nx\nready=true`;
      expect(pairsIn(readFileSync(file('OUTPUT'), 'utf8'))).toEqual([['base-ami-name', value]]);
      expect(pairsIn(readFileSync(file('STATE'), 'utf8'))).toEqual([['region', text]]);
    }),
    { numRuns: 40 },
  );
});

test('on a page nothing steers a terminal, or turns the direction', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const shown of [fenced(text), markdown(text), oneLine(text)]) expect(shown).not.toMatch(STEERING);
      expect(oneLine(text)).not.toMatch(/[\n\u2028\u2029\u0085]/);
    }),
  );
});

test.each([
  ['\u001b[1;32m[  OK  ]\u001b[0m Started', '[  OK  ] Started'],
  ['a\r\nb\rc', 'a\nb\nc'],
  ['a\tb', 'a\tb'],
  ['naïve ☃ 日本語 👩‍🚀', 'naïve ☃ 日本語 👩‍🚀'],
])('what is left of %j is %j', (text, left) => {
  expect(plainText(text)).toBe(left);
  expect(neutral(text)).toBe(left);
});

test('a fence cannot be closed from inside, nor a cell of a table be left', () => {
  expect(markdown('a | b\n<script>')).toBe('a \\| b \\<script\\>');
  expect(fenced('```\n# x')).toBe('````text\n```\n# x\n````');
  expect(fenced('``\u200e`\n# x')).toBe('````text\n```\n# x\n````');
  expect(fenced('``\u001b[0m`\n# x')).toBe('````text\n```\n# x\n````');
  // As many as a call can't have arguments.
  expect(fenced('a`'.repeat(300_000))).toMatch(/^```text\n/);
});

test.each([
  ...[
    '\u001b',
    '\u001b[',
    '\u001b]',
    '\u001bP',
    '\u001bX',
    '\u001b^',
    '\u001b_',
    '\u001b ',
    '\u001b[0',
    '\u001b[ ',
  ],
  ...[
    '\u009b',
    '\u009b0',
    '\u009d',
    '\u0090',
    '\u0098',
    '\u009e',
    '\u009f',
    '\u009d\u0090x',
    '\r',
    '`',
    ' ',
    '::',
  ],
])('however often %j begins, and nothing ends, it is read once', (opener) => {
  for (const text of [opener.repeat(64_000), `${opener}${' '.repeat(64_000)}`, opener + '0'.repeat(64_000)]) {
    // Some milliseconds, more where the machine is busy; many seconds where each is read to the end.
    for (const show of [plainText, neutral, oneLine, fenced])
      expect(quickest(() => show(text))).toBeLessThan(100);
  }
});

function quickest(act: () => unknown): number {
  const times = [0, 0, 0].map(() => {
    const began = performance.now();
    act();
    return performance.now() - began;
  });
  return Math.min(...times);
}
