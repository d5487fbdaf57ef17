/** A few random sequences, and all that were kept. Virtual time is a process's own, and jest has its own globals. */
import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

test('whatever happens in whatever order, nothing leaks, doubles or is lost', () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--no-warnings', '--import', 'tsx', 'test/models/run.ts', '--sequences', '10', '--seed', '7'],
    { encoding: 'utf8', timeout: 120_000 },
  );
  expect(stdout).toMatch(/^\d+ passed, 0 failed$/m);
  expect(status).toBe(0);
}, 130_000);
