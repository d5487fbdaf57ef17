import { describe, expect, test } from '@jest/globals';
import { optionProblems, readLine } from '../../src/layers/line.js';

const KINDS = ['shell', 'powershell'] as const;

describe('a line that names a layer', () => {
  test.each([
    ['web/setup.sh', undefined, 'web/setup.sh', {}],
    ['shell:web/setup', 'shell', 'web/setup', {}],
    ['my web/set up.sh', undefined, 'my web/set up.sh', {}],
    ['a=b.sh', undefined, 'a=b.sh', {}],
    ['web\\setup.ps1', undefined, 'web/setup.ps1', {}],
    ['powershell: a.ps1  reboot=true', 'powershell', 'a.ps1', { reboot: 'true' }],
    [
      'cookbooks run-list=recipe[web],recipe[db::a]',
      undefined,
      'cookbooks',
      { 'run-list': 'recipe[web],recipe[db::a]' },
    ],
    ['a.sh name="two words" more=', undefined, 'a.sh', { name: 'two words', more: '' }],
    ['c:\\a.sh', undefined, 'c:/a.sh', {}],
  ])('%s', (line, kind, path, options) => {
    expect(readLine(line, [...KINDS])).toEqual({ kind, path, options });
  });

  test('has its options looked at, all of them', () => {
    const known = { reboot: { pattern: /^true$/, expected: 'true' } };
    expect(optionProblems({ options: { reboot: 'maybe', constructor: '1' } }, known, 'a script')).toEqual([
      { message: 'The option "reboot" is "maybe"; expected true.' },
      { message: 'This is a script, which has no option "constructor". It has reboot.' },
    ]);
  });
});
