/** What SECURITY.md calls a test is one: its file is there, and has what stands in its name. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const page = readFileSync('SECURITY.md', 'utf8');
/** `file` "name", "another name". */
const named = [...page.matchAll(/`(test\/[^`]+)`((?:,? "[^"]+")*)/g)].map(
  ([, file = '', names = '']): [string, string[]] => [
    file,
    [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  ],
);

test('the page names tests, most of them by their names', () => {
  expect(named.length).toBeGreaterThan(30);
  expect(named.flatMap(([, names]) => names).length).toBeGreaterThan(25);
});

test.each(named)('%s has the tests %j', (file, names) => {
  expect([file, existsSync(file)]).toEqual([file, true]);
  const text = readFileSync(file, 'utf8').replace(/\\'/g, "'");
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});

test('each threat of the table has a test', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (---|who tries)/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => !/`test\/[^`]+` ?("|\||;)/.test(row))).toEqual([]);
});
