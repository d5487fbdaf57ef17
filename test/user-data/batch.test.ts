import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batch } from '../../src/layers/kinds/batch.js';
import { fillLayer } from '../../src/user-data/fill.js';
import { fillBatch } from '../../src/user-data/quote/batch.js';
import { renderUserData } from '../../src/user-data/render.js';
import { parseTemplate } from '../../src/user-data/template.js';
import { lookUp } from '../../src/user-data/variables.js';
import { anyValue } from './values.js';
import { filesOf, rowsOf, runnerOf } from './windows.js';

function fill(script: string, v: string) {
  return fillBatch(lookUp(parseTemplate(script).pieces, new Map([['v', v]])).pieces);
}

/** A value that no script can name by chance. */
const named = (name: string) => `[${createHash('sha256').update(name).digest('hex').slice(0, 6)}]`;

/**
 * What cmd.exe makes of a line, in its own order: parameters and `%name%`, then quotes, escapes, operators and numbers of
 * streams, then `!name!`. Each name's value depends on all of the name.
 */
function cmd(line: string): string {
  const percent = line.replace(
    /%%(~[a-z]*)?([^\s])?|%(~[a-z]*)?([0-9*])|%([^%]+)%|%/gi,
    (
      all,
      _forModifiers,
      loop: string | undefined,
      _modifiers,
      parameter: string | undefined,
      name: string | undefined,
    ) => (loop !== undefined || parameter !== undefined || name !== undefined ? named(all) : ''),
  );
  let quoted = false;
  const seen = percent.replace(
    /\^(.)|"|(?<![^\s=,;])(\d)(?=[<>])|[&|<>()]/g,
    (all, escaped: string | undefined, stream: string | undefined) => {
      if (all === '"') quoted = !quoted;
      if (quoted || all === '"') return all;
      if (stream !== undefined) return `{stream ${stream}}`;
      return escaped ?? `{${all}}`;
    },
  );
  return seen.replace(/!([^!]+)!/g, (_all, name: string) => named(name));
}

describe('a value in batch', () => {
  test('arrives as any other word would, wherever it is let in, and holds nothing that means something', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('%%!^&|<>"~ a1:=,;()$')), maxLength: 6 });
    const value = fc.oneof(
      anyValue,
      fc.stringMatching(/^[\w.\-/\\:@]{1,6}$/),
      fc.constantFrom('1', 'a', 'TEMP', '0', 'C:\\x'),
    );
    let accepted = 0;
    fc.assert(
      fc.property(text, text, value, (before, after, v) => {
        fc.pre(!/[{}]/.test(before + after));
        const { text: filled, problems } = fill(`${before}{{v}}${after}`, v);
        if (problems.length > 0) return;
        accepted++;
        expect(v).toMatch(/^[\w.\-/\\:@]+$/);
        expect(cmd(filled)).toBe(cmd(`${before}Zq${after}`).replace('Zq', () => v));
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  test.each([
    ['an argument', 'app --version {{v}}\r\n', '1.2.3'],
    ['an assignment', 'set "V={{v}}"', 'C:\\Program-Files\\web'],
    ['a path', '%~dp0tools\\{{v}}.exe', 'x64'],
    ['behind a variable', 'copy %TEMP%\\{{v}} %A1% %B%', 'a.txt'],
    ['a label', 'goto {{v}}', 'end'],
  ])('is put in as it is: %s', (_, script, value) => {
    expect(fill(script, value)).toEqual({ text: script.replace('{{v}}', value), problems: [] });
  });

  test.each([
    ['would be code', 'echo {{v}}', 'a & del /q C:\\', /!AMI_LAUNCH_v! here/],
    ['would expand, in quotes, too', 'echo "{{v}}"', '%PATH%', /no safe quoting/],
    ['is empty', 'echo {{v}}', '', /no safe quoting/],
    ['has a blank', 'echo {{v}}', 'a b', /no safe quoting/],
    ['would be an option', 'del {{v}}', '/s', /not all of them at its ends/],
    ['would swallow a quote', '"app.exe" "{{v}}"', 'C:\\', /not all of them at its ends/],
    ['is beyond ASCII', 'echo {{v}}', 'é', /no safe quoting/],
    ['would name a variable', 'echo %{{v}}%', 'PATH', /part of a name/],
    ['would name a part of one', 'echo %PATH:~0,{{v}}%', '3', /part of a name/],
    ['would name a variable late', 'echo !{{v}}!', 'PATH', /part of a name/],
    ['would name the variable of a loop', 'echo %%{{v}}', 'i', /part of a name/],
    ['would name a stream', 'echo {{v}}>file', '1', /number of a stream/],
    ['is a secret', 'echo {{v}}', 'ssm:/web/pw', /fetched when the machine boots.*!AMI_LAUNCH_v!/],
  ])('is refused where it %s', (_, script, value, message) => {
    expect(fill(script, value).problems[0]?.message).toMatch(message);
  });
});

describe('a batch layer', () => {
  const layer = (name: string, content: string) => ({
    kind: 'batch' as const,
    name,
    content: Buffer.from(content),
  });

  test('gets by the environment what cannot stand in its text', async () => {
    const script = layer(
      'a.cmd',
      '@echo off\nsetlocal EnableDelayedExpansion\necho !AMI_LAUNCH_v! !AMI_LAUNCH_pw!\n',
    );
    const filled = await fillLayer(
      script,
      new Map([
        ['v', '%PATH% & x'],
        ['pw', 'ssm:/web/pw'],
      ]),
    );
    expect(filled.problems).toEqual([]);
    expect(filled.layer.environment).toEqual([{ variable: 'AMI_LAUNCH_v', value: '%PATH% & x' }]);
    expect(filled.layer.secrets).toMatchObject([{ variable: 'AMI_LAUNCH_pw' }]);
  });

  test.each([
    ['a.cmd', 'setup.cmd'],
    ['web/setup.BAT', 'setup.bat'],
    ['plain', 'setup.cmd'],
  ])(
    '%s travels as %s with CRLF and without byte order mark, and is called by cmd.exe',
    async (name, file) => {
      const content = '\uFEFF@echo off\ngoto end\r\n:end\nexit /b 3\n';
      const input = {
        layers: [layer(name, content)],
        variables: {},
        signal: '0'.repeat(32),
        ttlMinutes: undefined,
      };
      const { bytes } = await renderUserData({ os: 'windows', allowSecrets: false, ...input });
      const [row] = rowsOf(runnerOf(bytes));
      const files = filesOf(row!);
      expect(files[file]!.toString()).toBe('@echo off\r\ngoto end\r\n:end\r\nexit /b 3\r\n');
      expect(files['setup.ps1']!.toString()).toBe(
        `& "$env:SystemRoot\\System32\\cmd.exe" /d /e:on /v:off /s /c 'call .\\${file}'\nexit $LASTEXITCODE\n`,
      );
    },
  );

  test('is told by its first line, and refused where cmd.exe would read something else', async () => {
    expect([batch.startsLike('@ECHO OFF'), batch.startsLike('@echo office')]).toEqual([true, false]);
    expect(await batch.check(layer('a.cmd', 'rem a\r\nrem é\r\n'))).toEqual([
      { line: 2, message: expect.stringMatching(/^"é" is beyond ASCII/) },
    ]);
    const latin = { ...layer('a.cmd', ''), content: Buffer.from('rem \xe9', 'latin1') };
    expect(await batch.check(latin)).toHaveLength(1);
  });
});
