/** A few of the sweep's broken runs: where a run has just made something, once for each kind of it. All of them: `npm run sweep`. */
import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

test('a run that is broken where it has just made something leaves nothing, doubles nothing, and the next one succeeds', () => {
  // In a process of its own: jest has globals of its own, and the sweep has time of its own.
  const { stdout, status } = spawnSync('npx', ['tsx', 'test/sweep/cli.ts', '--short'], {
    encoding: 'utf8',
    timeout: 170_000,
  });

  expect(stdout).toMatch(/\n[1-9]\d* passed, 0 failed\n$/);
  expect(status).toBe(0);
}, 180_000);
