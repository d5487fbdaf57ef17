/**
 * The layers to copy: by ShellCheck, cloud-init and tree-sitter's PowerShell grammar; run twice on made-up machines of every
 * distribution; and, what Debian has, really installed. What systemd has to do, the real one does.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadLayers } from '../../src/layers/load.js';
import { renderUserData } from '../../src/user-data/render.js';
import type { Checks } from './check.js';
import { mustRun, runCommand } from './command.js';
import { endsWithRunner } from './layers/ends.js';
import { type MadeUpRun, runTwice } from './layers/made-up.js';
import { FAILURES, RUNS } from './layers/runs.js';
import { venvProgram } from './venv.js';

const FOLDER = 'workflows/layers';
const FILES = readdirSync(FOLDER).map((file) => path.join(FOLDER, file));

export async function layers(checks: Checks): Promise<void> {
  const { check, say } = checks;
  say('\nThe layers to copy');
  await check('ShellCheck finds nothing in the shell scripts, nor in those that test them', async () => {
    await mustRun('shellcheck', [...filesLike('.sh'), 'test/peers/overlay.sh', ...TESTERS]);
  });
  await check('tree-sitter reads the PowerShell', async () => {
    const script = 'test/peers/layers/check_powershell.py';
    assert.equal(await mustRun(venvProgram('python'), [script, ...filesLike('.ps1')]), '');
  });
  for (const file of filesLike('.yaml')) {
    await check(`cloud-init knows all that ${file} says`, async () => {
      await mustRun('cloud-init', ['schema', '--config-file', file]);
    });
  }
  for (const { changes, always, ...run } of RUNS) {
    await check(`${titleOf(run)} is installed once, and its second run changes nothing`, async () => {
      const { first, second, stderr } = await runTwice(run);
      assert.deepEqual({ first, second }, { first: [...changes, ...always], second: always }, stderr);
    });
  }
  for (const { fails, ...run } of FAILURES) {
    await check(`${titleOf(run)} fails: ${fails.source}`, async () => {
      const { first, second } = await runTwice(run);
      assert.match(first.at(-1) ?? '', new RegExp(`^exit 1: .*${fails.source}`));
      assert.equal(second, undefined);
    });
  }
  await endsWithRunner(checks);
  if (process.getuid?.() === 0)
    await check('cloud-init installs nginx and Docker from Debian, and nothing the second time', boots);
  else
    say(
      'SKIP    nginx and Docker from Debian: only root can install packages, even in a copy of the machine',
    );
}

const TESTERS = ['boot', 'fake', 'systemd', 'twice'].map((name) => `test/peers/layers/${name}.sh`);

function filesLike(ending: string): string[] {
  return FILES.filter((file) => file.endsWith(ending));
}

function titleOf({ layer, on, machine = 'x86_64', variables = {} }: MadeUpRun): string {
  return [layer, 'on', on, machine, ...Object.keys(variables).map((name) => `with ${name}`)].join(' ');
}

/** As one instance and then as another, made of the same disk. */
async function boots(): Promise<void> {
  const { bytes } = await renderUserData({
    os: 'linux',
    layers: await loadLayers([`${FOLDER}/nginx.yaml`, `${FOLDER}/docker.sh`], { workspace: '.' }),
    variables: {},
    signal: '0123456789abcdef0123456789abcdef',
    ttlMinutes: undefined,
    allowSecrets: false,
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-layers-'));
  try {
    const file = path.join(folder, 'user-data');
    writeFileSync(file, bytes);
    const { stdout, stderr } = await runCommand('test/peers/overlay.sh', [
      ...['240', 'test/peers/layers/boot.sh', file],
    ]);
    assert.deepEqual(stdout.trim().split('\n'), BOOTS, stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const STARTED = ['systemctl enable --now nginx', 'systemctl enable --now docker'];
const BOOTS = [
  ...['i-1: ok', ...STARTED, 'i-2: ok', ...STARTED],
  ...['the second one installs nothing', 'Docker', '<title>Welcome to nginx!</title>'],
];
