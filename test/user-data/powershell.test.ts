import { describe, expect, test } from '@jest/globals';
import { fillPowershell } from '../../src/user-data/quote/powershell.js';
import { parseTemplate } from '../../src/user-data/template.js';
import { lookUp } from '../../src/user-data/variables.js';

// What real readers of PowerShell make of it is tried in test/peers/user-data.
function fill(script: string, v: string) {
  return fillPowershell(lookUp(parseTemplate(script).pieces, new Map([['v', v]])).pieces);
}

describe('a value in PowerShell', () => {
  test.each([
    ['a word', 'Write-Output {{v}}', `it's ‘so’`, `Write-Output 'it''s ‘‘so’’'`],
    ['an assignment', '$x={{v}};', 'a', `$x='a';`],
    ['a hash table', '@{ a={{v}}; b = {{v}} }', 'a', `@{ a='a'; b = 'a' }`],
    ['an argument of a method', '$x.Add({{v}}, {{v}})', 'a', `$x.Add('a', 'a')`],
    ['single quotes', `'v{{v}}'`, `it's`, `'vit''s'`],
    ['double quotes', `"v{{v}}"`, '$(id) `a "b" “c”', '"v`$(id) ``a `"b`" `“c`”"'],
    ['double quotes, after an expansion', '"$(f "x") ${y}{{v}}"', '$', '"$(f "x") ${y}`$"'],
    ['code inside a string', '"$(f {{v}})"', `'`, `"$(f '''')"`],
    ['a here-string', "@'\nit's {{v}}\n'@", '$x', "@'\nit's $x\n'@"],
    ['a here-string that expands', '@"\n"{{v}}" $y\n"@', '$x', '@"\n"`$x" $y\n"@'],
    ['after a comment', "# don't\n<# isn't #> f {{v}}", 'a', "# don't\n<# isn't #> f 'a'"],
    ['a comment', '# {{v}}\n', 'a', '# a\n'],
  ])('is quoted for %s', (_, script, value, expected) => {
    expect(fill(script, value)).toEqual({ text: expected, problems: [] });
  });

  test.each([
    ['touches other characters', 'web-{{v}}', 'a', /Write the whole word in double quotes/],
    ['would join with a variable', '"$x{{v}}"', 'a', /Write \$\{…\} around the name/],
    ['comes after a backtick', '"`{{v}}"', 'a', /right after a backtick/],
    ['is in ${…}', '${a{{v}}}', 'a', /inside \$\{…\}/],
    ['is in a block comment', '<# {{v}} #>', 'a', /a comment <# … #>/],
    ['would end a comment', '# {{v}}', 'a\nb', /would end the comment/],
    ['would end a here-string', "@'\n{{v}}\n'@", "\n'@; id", /ends the here-string/],
    ['would end a here-string together with what follows', "@'\n{{v}}@\n'@", "'", /ends the here-string/],
    ['comes where quotes never close', `'{{v}}`, 'a', /never close/],
    [
      'comes after what only a real parser can read',
      `f a#it's\n{{v}}`,
      'a',
      /uncertain how PowerShell reads on/,
    ],
    ['comes after "--%"', `icacls --% x\nf {{v}}`, 'a', /uncertain how PowerShell reads on/],
  ])('is refused where it %s', (_, script, value, message) => {
    expect(fill(script, value).problems[0]?.message).toMatch(message);
  });
});
