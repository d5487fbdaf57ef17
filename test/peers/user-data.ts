/** Rendered user data before real readers of it: cloud-init, tree-sitter's PowerShell grammar, ShellCheck. */
import assert from 'node:assert/strict';
import type { Checks } from './check.js';
import { runCommand } from './command.js';
import { venvProgram } from './venv.js';

const ADVICE = 'Install what is missing: apt-get install cloud-init shellcheck';

export async function userData({ check, say }: Checks): Promise<void> {
  say('\nRendered user data and those who read it');
  const { code, stdout, stderr } = await runCommand('sh', ['test/peers/user-data/run.sh'], {
    env: { PEERS_PYTHON: venvProgram('python') },
  });
  say(stdout.trim().replace(/^/gm, '    '));
  await check('every reader was there', () => {
    const skipped = stdout.split('\n').filter((line) => line.startsWith('SKIP'));
    assert.deepEqual(skipped, [], `${ADVICE}\n${skipped.join('\n')}`);
  });
  await check('every reader understood it as it was meant', () => assert.equal(code, 0, stderr));
}
