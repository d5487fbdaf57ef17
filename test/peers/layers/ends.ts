/** The layer that starts GitHub's runner, on a machine of the real systemd. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadLayers } from '../../../src/layers/load.js';
import { fillLayer } from '../../../src/user-data/fill.js';
import type { Checks } from '../check.js';
import { runCommand } from '../command.js';

/** By being powered off, as the kernel tells it; see reboot(2), "Behavior inside PID namespaces". */
const POWERED_OFF = 130;
/** There can be no such machine here. */
const NONE = 2;

export async function endsWithRunner({ check, say }: Checks): Promise<void> {
  const first = await machineWith('exit 4');
  if (first.code === NONE) {
    say('SKIP    how the machine ends with its runner: it takes root, systemd and a cgroup of its own');
    return;
  }
  await check('systemd powers the machine off when the runner has ended, a minute after it began', () => {
    const began = ['sleep 60', 'the layer has ended', 'the runner of actions-runner has eyJhIjoiYiJ9=='];
    assert.deepEqual(first, { code: POWERED_OFF, began, last: 'awake' });
    return Promise.resolve();
  });
  await check('systemd powers the machine off when the runner was killed', async () => {
    const { code, began, last } = await machineWith('kill -KILL $PPID');
    assert.deepEqual([code, [...began, last].includes('awake')], [POWERED_OFF, false]);
  });
}

/** What happened on a machine whose runner does that, up to its end. A sleep takes three seconds there. */
async function machineWith(runner: string) {
  const [layer] = await loadLayers(['workflows/layers/github-runner-start.sh'], { workspace: '.' });
  assert.ok(layer);
  const filled = await fillLayer(layer, new Map([['jit_config', 'eyJhIjoiYiJ9==']]));
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-systemd-'));
  try {
    const report = 'echo "the runner of $(id -un) has $ACTIONS_RUNNER_INPUT_JITCONFIG" >>/calls';
    writeFileSync(path.join(folder, 'layer'), filled.layer.content);
    writeFileSync(path.join(folder, 'run.sh'), ['#!/bin/bash', report, runner, ''].join('\n'));
    writeFileSync(path.join(folder, 'calls'), '');
    const { code } = await runCommand('test/peers/layers/systemd.sh', [folder]);
    const calls = readFileSync(path.join(folder, 'calls'), 'utf8').split('\n').filter(Boolean);
    const last = calls.pop();
    // The runner and the layer go on side by side.
    return { code, began: calls.sort(), last };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
