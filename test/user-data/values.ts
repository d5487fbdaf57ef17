import fc from 'fast-check';

/** Values that have ended quotes, run commands and changed structure somewhere before. */
export const HOSTILE = [
  `it's "me" $(id); rm -rf /`,
  'two\nlines',
  'ends with a line\n',
  'a `backtick`',
  '%PATH% !PATH! ^',
  `'@`,
  `\n'@\n"@\n`,
  '{{x}}',
  '</powershell>',
  '🦊 ‘typographic’ “quotes”',
  '\\',
  '\\\\"',
  '$HOME ${HOME} $(HOME) $[1] $((1))',
  'EOF\n',
  '\nEOF\nid\n',
  '# no comment',
  ' padded ',
  '\ttab',
  '',
  '-n',
  '*',
  '~',
  'key: value # not YAML',
  '|',
  'yes',
  '0o17',
  '\u0085\u2028\uFEFF\u007F',
  'cr\r\nlf\r',
] as const;

/** Any character but NUL, which no shell can hold. `unit: 'binary'` spends a second on a map of all of them first. */
const anyCharacter = fc
  .integer({ min: 1, max: 0x10f7ff })
  .map((n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800));

/** Mostly of characters that mean something to a shell, to PowerShell or to YAML, and of the values above. */
export const anyValue: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({
    unit: fc.constantFrom(...Array.from(`'"\`$(){}[]<>\\#!&|;:*?~%^=,-+@/. \t\naE🦊‘“`)),
    maxLength: 12,
  }),
  fc.array(anyCharacter, { maxLength: 8 }).map((characters) => characters.join('')),
);
