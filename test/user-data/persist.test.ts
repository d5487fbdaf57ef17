import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { linuxRunner } from '../../src/user-data/runner-linux.js';

let machine: string;
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'persist-test-'));
});
afterEach(() => rmSync(machine, { recursive: true }));

const ran = () => (existsSync(join(machine, 'ran')) ? readFileSync(join(machine, 'ran'), 'utf8') : '');
const signals = () => readFileSync(join(machine, 'console'), 'utf8').match(/(ok|failed.*)$/gm);

/** Boots an instance as cloud-init does: what is for each boot, then the user data's script, once for each instance. */
function boot(instance: string, layer: string): void {
  const own = join(machine, 'instances', instance);
  const first = !existsSync(own);
  mkdirSync(join(own, 'scripts'), { recursive: true });
  spawnSync('ln', ['-sfn', own, join(machine, 'instance')]);
  writeFileSync(join(machine, 'console'), '');
  const { text } = linuxRunner({
    scripts: [{ kind: 'shell', name: 'a.sh', content: Buffer.from(layer) }],
    cloudConfigs: [],
    signal: '0'.repeat(32),
    persist: true,
  });
  const moved = text
    .replaceAll('/dev/console', join(machine, 'console'))
    .replaceAll('/var/lib/cloud', machine);
  writeFileSync(join(own, 'scripts/zz-ami-launch'), moved);
  const boots = join(machine, 'scripts/per-boot/ami-launch');
  if (existsSync(boots)) spawnSync(boots);
  if (first) spawnSync('/bin/sh', [join(own, 'scripts/zz-ami-launch')]);
}

describe('layers that persist on Linux', () => {
  const layer = (word: string) => `echo ${word} >>'${machine}/ran'\n`;

  test('run once at each boot of the instance, and signal each time', () => {
    for (const count of [1, 2, 3]) {
      boot('i-1', layer('a'));
      expect([ran(), signals()]).toEqual(['a\n'.repeat(count), ['ok']]);
    }
  });

  test('do not run on an instance that is made from an image of it: its own do', () => {
    boot('i-1', layer('a'));
    boot('i-2', layer('b'));
    boot('i-2', layer('b'));
    expect(ran()).toBe('a\nb\nb\n');
  });

  test('run at later boots only when they have ended well once', () => {
    boot('i-1', 'exit 3\n');
    expect(signals()).toEqual(['failed a.sh exit 3']);
    boot('i-1', 'exit 3\n');
    expect(signals()).toBeNull();
  });

  test('never do on a builder', () => {
    const { text } = linuxRunner({
      scripts: [],
      cloudConfigs: [],
      signal: '0'.repeat(32),
      persist: true,
      build: { deadlineSeconds: 1 },
    });
    expect(text).not.toContain('persist()');
  });
});
