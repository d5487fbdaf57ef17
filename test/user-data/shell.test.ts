import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fillShell } from '../../src/user-data/quote/shell.js';
import { parseTemplate } from '../../src/user-data/template.js';
import { lookUp } from '../../src/user-data/variables.js';
import { anyValue, HOSTILE } from './values.js';

/** Each shell once, whatever it is called: on Debian sh is dash. */
const SHELLS = [
  ...new Set(
    ['/bin/sh', '/usr/bin/dash', '/bin/bash'].flatMap((path) => (existsSync(path) ? realpathSync(path) : [])),
  ),
];

function fill(script: string, variables: Record<string, string>) {
  const { pieces, problems } = parseTemplate(script);
  expect(problems).toEqual([]);
  const filling = lookUp(pieces, new Map(Object.entries(variables)));
  expect(filling.problems).toEqual([]);
  return fillShell(filling.pieces);
}

/** Fills the pieces that are `{{v}}`, without a template: pieces of a script may look like one. */
function fillPieces(pieces: readonly string[], value: string) {
  return fillShell(
    pieces.map((text) => (text === '{{v}}' ? { name: 'v', line: 1, value } : { text, line: 1 })),
  );
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shell-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Runs scripts with nothing on their PATH but the canary, which tells that a value was run. One shell reads each of
 * them as a file of its own, in a subshell, so that none sees what another did.
 */
function run(
  shell: string,
  scripts: readonly string[],
  env: Record<string, string> = {},
): { output: string; canary: boolean }[] {
  scripts.forEach((script, n) => writeFileSync(join(folder, `${n}`), script));
  const each = scripts.map((_, n) => `(canary() { :>canary-${n}; }; . ./${n})\nprintf '\\0'\n`);
  const ran = spawnSync(shell, ['-c', `id() { canary; }; rm() { canary; }\n${each.join('')}`], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: '/nonexistent', ...env },
    timeout: 5000,
  });
  const outputs = ran.stdout.toString().split('\0');
  // The shell itself has gone on to the end: there is nothing behind the last NUL.
  expect(outputs.splice(scripts.length)).toEqual(['']);
  return outputs.map((output, n) => {
    const canary = existsSync(join(folder, `canary-${n}`));
    if (canary) rmSync(join(folder, `canary-${n}`));
    return { output, canary };
  });
}

/** Places where people write variables; each prints the value between a and b, and then a full stop. */
const PLACES: Record<string, string> = {
  'a word': `printf 'a%sb.' {{v}}\n`,
  'part of a word': `printf %s. a{{v}}b\n`,
  'an assignment': `x={{v}}; printf 'a%sb.' "$x"\n`,
  'double quotes': `printf %s. "a{{v}}b"\n`,
  'double quotes, after a variable': `x=a; printf %s. "$x{{v}}b"\n`,
  'single quotes': `printf %s. 'a{{v}}b'\n`,
  'a substitution in double quotes': `x="$(printf %s. "a{{v}}b")"; printf %s "$x"\n`,
  'a function': `f() {\n  printf %s. "a$1b" # it's a comment\n}\nf {{v}}\n`,
  'a case': `case {{v}} in {{v}}) printf 'a%sb.' {{v}};; *) echo "it's other";; esac\n`,
  'an if with a comment before': `# don't mind "this\nif [ -n x ]; then printf %s. a'{{v}}'b; fi\n`,
  'after arithmetic': `x=$((1 + (2 << 1))); printf %s. "a{{v}}b"\n`,
  'after an expansion': `y='x'; printf %s "\${y#x}" \${y#'x'}\nprintf %s. a{{v}}b\n`,
  'a here-document': `while IFS= read -r x; do printf '%s\\n' "$x"; done <<EOF\na{{v}}b.\nEOF\n`,
  'a quoted here-document': `while IFS= read -r x; do printf '%s\\n' "$x"; done <<'EOF'\na{{v}}b.\nEOF\n`,
  'after a here-document': `: <<EOF\nit's "\nEOF\nprintf %s. "a{{v}}b"\n`,
};

describe.each(SHELLS)('a value in a script that %s runs', (shell) => {
  test.each(Object.entries(PLACES))('arrives unchanged in %s', (place, script) => {
    const filled = HOSTILE.map((value) => ({ value, ...fill(script, { v: value }) }));
    for (const { problems } of filled.filter(({ problems }) => problems.length > 0)) {
      expect([place, problems[0]!.message]).toEqual([
        expect.stringContaining('here-document'),
        expect.stringContaining('makes a line that ends the here-document'),
      ]);
    }
    const sound = filled.filter(({ problems }) => problems.length === 0);
    const ran = run(
      shell,
      sound.map(({ text }) => text),
    );
    // Command substitution and `read` keep no line ends at the end, so each place adds a full stop.
    expect(sound.map(({ value }, n) => [value, ran[n]!.output.trimEnd(), ran[n]!.canary])).toEqual(
      sound.map(({ value }) => [value, `a${value}b.`, false]),
    );
  });

  const variable = 'AMI_LAUNCH_SECRET_1';
  const reference = { service: 'ssm', id: '/x' } as const;

  /** Fills in a reference, and runs the scripts with the secret in their environment. */
  function runWithSecret(scripts: readonly string[], secret: string) {
    const filled = scripts.map((script) => {
      const { pieces } = lookUp(parseTemplate(script).pieces, new Map([['v', 'ssm:/x']]));
      expect(pieces).toContainEqual(expect.objectContaining({ value: '', secret: { variable, reference } }));
      return fillShell(pieces);
    });
    const texts = filled.map(({ text }) => text);
    return {
      problems: filled.flatMap(({ problems }) => problems),
      ran: run(shell, texts, { [variable]: secret }).map(({ output, canary }) => [output.trimEnd(), canary]),
    };
  }

  test('that is only known there is refused in a quoted here-document', () => {
    const { problems } = runWithSecret([PLACES['a quoted here-document']!], 'x');
    expect(problems[0]?.message).toContain('Take the quotes off');
  });

  const places = Object.entries(PLACES).filter(([place]) => place !== 'a quoted here-document');

  test.each(places)('that is only known there arrives unchanged in %s', (_, script) => {
    const secret = HOSTILE.join('|');
    expect(runWithSecret([script], secret)).toEqual({ problems: [], ran: [[`a${secret}b.`, false]] });
  });

  test('that is only known there arrives unchanged, whatever it is, in all of them', () => {
    const scripts = places.map(([, script]) => script);
    fc.assert(
      fc.property(anyValue, (secret) => {
        expect(runWithSecret(scripts, secret)).toEqual({
          problems: [],
          ran: scripts.map(() => [`a${secret}b.`, false]),
        });
      }),
      { numRuns: 10 },
    );
  });

  /** Cases for one shell. */
  const several = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 20, size: 'max' });

  test('arrives unchanged, whatever it is', () => {
    const place = fc.constantFrom(...Object.values(PLACES));
    fc.assert(
      fc.property(several(fc.tuple(place, place, anyValue)), (cases) => {
        const sound = cases.flatMap(([first, second, value]) => {
          const { text, problems } = fill(first + second, { v: value });
          return problems.length === 0 ? [{ text, value }] : [];
        });
        const ran = run(
          shell,
          sound.map(({ text }) => text),
        );
        expect(ran.map(({ output, canary }) => [output.replaceAll('.\n', '.'), canary])).toEqual(
          sound.map(({ value }) => [`a${value}b.a${value}b.`.replaceAll('.\n', '.'), false]),
        );
      }),
      { numRuns: 10 },
    );
  });

  test('never runs, in a script of random pieces, sensible or not', () => {
    const piece = fc.constantFrom(
      ...[
        '{{v}}',
        '{{v}}',
        '{{v}}',
        ' ',
        ' ',
        '\n',
        '\n',
        "'",
        "'",
        '"',
        '"',
        '`',
        '\\',
        '$',
        '$(',
        '(',
        ')',
        '))',
        '${',
        '}',
        '$((',
        '((',
        '$[',
      ],
      ...[
        "$'",
        '#',
        ' #',
        '<<E\n',
        '\nE\n',
        "<<'E'\n",
        '<<-E\n',
        '<<',
        '<<<',
        'case x in x)',
        ';; esac',
        'E',
        'x',
        'x=',
        ';',
        '&&',
        '|',
        '[',
        ']',
        '[[ ',
        ' ]]',
        '-',
        ':',
        'echo ',
        '!',
        '{ ',
        '; }',
      ],
    );
    const value = fc.oneof(
      anyValue,
      fc
        .array(
          fc.constantFrom(
            '\ncanary\n',
            '\nE\ncanary\n',
            "'",
            '"',
            '`',
            '\\',
            '$(canary)',
            '`canary`',
            ';canary;',
            ')',
            '}',
            'E',
            '\n',
            '#',
            '$',
            '\t',
          ),
          { maxLength: 5 },
        )
        .map((parts) => parts.join('')),
    );
    const script = fc.array(piece, { minLength: 2, maxLength: 16 });
    fc.assert(
      fc.property(several(fc.tuple(script, value)), (cases) => {
        const texts = cases.flatMap(([pieces, hostile]) => {
          const { text, problems } = fillPieces(pieces, hostile);
          return problems.length === 0 ? [text] : [];
        });
        const ran = run(shell, texts);
        expect(ran.map(({ canary }, n) => [texts[n], canary])).toEqual(texts.map((text) => [text, false]));
      }),
      { numRuns: Number(process.env['FUZZ'] ?? 20) },
    );
  });
});

describe('a value is refused', () => {
  test.each([
    ['inside backticks', 'x=`echo {{v}}`', 'inside backticks'],
    ['inside ${…}', 'x=${y:-{{v}}}', 'inside ${…}'],
    ['in arithmetic', 'x=$((1 + {{v}}))', 'inside ((…))'],
    ["in $'…'", "x=$'a{{v}}'", "inside $'…'"],
    ['after a dollar sign', 'echo "${{v}}"', 'right after "$"'],
    ['after a backslash', 'echo \\{{v}}', 'right after a backslash'],
    ['on the #! line', '#!/bin/sh -{{v}}\n', '"#!" line'],
    ['as the end word of a here-document', 'cat <<{{v}}\n', 'ends a here-document'],
    ["in an array's index", 'a[{{v}}]=1', "array's index"],
    ['joined to a name in a here-document', 'cat <<E\n$x{{v}}\nE\n', 'Write ${…} around the name'],
    ['where quotes never close', "it's {{v}} \n", 'never close'],
    ['where shells differ', `x="\${y:-'}"; echo {{v}}`, 'uncertain how a shell reads on'],
    ['for another language', '#!/usr/bin/env python3\nprint({{v}})\n', 'script for "python3"'],
  ])('%s', (_, script, message) => {
    expect(fill(script, { v: 'value' }).problems[0]?.message).toContain(message);
  });

  test('with its name and line, and what to do', () => {
    expect(fill('#!/bin/sh\n\nx=`echo {{version}}`\n', { version: '1' }).problems).toEqual([
      {
        line: 3,
        message:
          '{{version}} stands inside backticks. Set a variable above it (VALUE={{version}}) and use "$VALUE" here.',
      },
    ]);
  });

  test('in a comment when it has several lines, which would end it', () => {
    expect(fill('# {{v}}\n', { v: 'a' })).toEqual({ text: '# a\n', problems: [] });
    expect(fill('# {{v}}\n', { v: 'a\nid' }).problems[0]?.message).toContain('would end the comment');
  });

  test('in "<<-" when it would lose its tabs', () => {
    expect(fill('cat <<-E\n\t{{v}}\n\tE\n', { v: '\tx' }).problems[0]?.message).toContain('Use "<<"');
  });
});
