import { expect, test } from '@jest/globals';
import { conflicts } from '../../src/user-data/conflicts.js';

const warningsOf = (...texts: string[]) =>
  conflicts(
    texts.map((text, index) => ({
      kind: 'cloud-config',
      name: `${index + 1}.yaml`,
      content: Buffer.from(text),
    })),
  );

test.each([
  ['lists', 'packages: [a]\n', 'packages: [b]\n'],
  ['maps', 'apt: {x: 1, y: [1]}\n', 'apt: {x: 1, y: [2], z: 3}\n'],
  ['the same values', 'hostname: a\n', 'hostname: a\n'],
  ['what a layer merges itself', 'hostname: a\n', 'hostname: b\nmerge_how: dict(replace)\n'],
])('%s go together', (_, first, second) => {
  expect(warningsOf(first, second)).toEqual([]);
});

test.each([
  [
    'different values',
    'apt: {x: 1}\n',
    'apt:\n  x: 2\n',
    '2.yaml:2: "apt.x" is already set at 1.yaml:1, and cloud-init keeps the first.',
  ],
  [
    'nothing and a list',
    'packages:\n',
    'packages: [a]\n',
    '2.yaml:1: "packages" is a list, but a plain value at 1.yaml:1, and cloud-init can\'t merge those.',
  ],
  [
    'a list and a map',
    'users: [a]\n',
    'users: {a: {}}\n',
    '2.yaml:1: "users" is a map, but a list at 1.yaml:1, and cloud-init can\'t merge those.',
  ],
])('%s are warned of', (_, first, second, warning) => {
  expect(warningsOf(first, second)).toEqual([warning]);
});
