/** One table says what inputs and outputs there are; action.yml and the README must say the same. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type InputRow, INPUTS } from '../../src/inputs/table.js';
import { loadRequest } from '../../src/inputs/load.js';
import { OUTPUTS } from '../../src/report/output-table.js';

const action = parse(readFileSync('action.yml', 'utf8')) as {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
  runs: object;
};

test('action.yml has exactly the inputs of the table, with their defaults', () => {
  const rows = Object.entries(INPUTS) as [string, InputRow][];
  const expected = rows.map(([name, row]) => [name, row.default ?? row.supplied]);
  expect(Object.entries(action.inputs).map(([name, input]) => [name, input.default])).toEqual(expected);
});

test('action.yml has exactly the outputs of the table', () => {
  expect(Object.keys(action.outputs)).toEqual(Object.keys(OUTPUTS));
});

test('main and post are two files: a main killed before its first line must not be run again as post', () => {
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/main.js', post: 'dist/post.js' });
});

test('action.yml and the README are what `npm run docs` would write', () => {
  expect(() =>
    execFileSync('node_modules/.bin/tsx', ['.ci/docs.ts', '--check'], { stdio: 'pipe' }),
  ).not.toThrow();
});

test.each(Object.entries(INPUTS))('the example of %s is one that is taken', async (name, row: InputRow) => {
  const { example, group, modes = [group === 'rollout' ? 'rollout' : 'launch'] } = row;
  const [mode = 'launch'] = modes;
  const more =
    {
      variables: { app: 'a.sh' },
      persist: { app: 'a.sh' },
      comment: { 'github-token': 'x' },
      'deployment-environment': { 'github-token': 'x' },
      'checkpoint-percentages': { 'checkpoint-delay': '10m' },
      'checkpoint-delay': { 'checkpoint-percentages': '50, 100' },
      'warm-pool-state': { 'warm-pool-size': '2' },
    }[name] ?? {};
  const itsGroup = { 'auto-scaling-group': 'web', 'create-group': 'true', 'subnet-id': 'subnet-01234567' };
  const rolled = group === 'rollout' ? itsGroup : {};
  const baked = group === 'bake' && mode === 'launch' ? { bake: 'a.sh' } : {};
  const given = {
    mode,
    ...baked,
    ...rolled,
    ...more,
    [name]: example.startsWith('${{') ? '["i-0123456789abcdef0"]' : example,
  };
  const env = Object.fromEntries(
    Object.entries(given).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value]),
  );
  await expect(loadRequest(env)).resolves.toBeDefined();
});
