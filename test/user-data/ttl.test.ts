import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OperatingSystem } from '../../src/layers/layer.js';
import type { MimePart } from '../../src/user-data/mime.js';
import { renderUserData } from '../../src/user-data/render.js';
import { bootHook, deadlineHook } from '../../src/user-data/ttl/linux.js';

const NOON = 1_800_000_000;

let machine: string;
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'ttl-test-'));
  mkdirSync(join(machine, 'bin'));
});
afterEach(() => rmSync(machine, { recursive: true }));

/** A program that notes how it was called, and does what else is said. */
function program(name: string, more = ''): void {
  const file = join(machine, 'bin', name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >>"${machine}/calls"\n${more}\n`);
  chmodSync(file, 0o755);
}

const calls = () => (existsSync(join(machine, 'calls')) ? readFileSync(join(machine, 'calls'), 'utf8') : '');
const noted = () => Number(readFileSync(join(machine, 'instance/ami-launch-end'), 'utf8'));

/** Runs the real text of the boothook as cloud-init would: a boot, that many seconds old, at a time of the clock. */
function boot(hook: number | MimePart, { now = NOON, up = 20, instance = 'i-1' } = {}) {
  const folder = join(machine, 'instances', instance);
  mkdirSync(folder, { recursive: true });
  spawnSync('ln', ['-sfn', folder, join(machine, 'instance')]);
  writeFileSync(join(machine, 'uptime'), `${up}.73 12.00\n`);
  writeFileSync(join(machine, 'bin/date'), `#!/bin/sh\necho ${now}\n`);
  chmodSync(join(machine, 'bin/date'), 0o755);
  const script = join(machine, 'hook');
  const { text } = typeof hook === 'number' ? bootHook(hook) : hook;
  writeFileSync(
    script,
    text
      .replace('#cloud-boothook\n', '')
      .replaceAll('/proc/uptime', join(machine, 'uptime'))
      .replaceAll('/var/lib/cloud', machine),
  );
  rmSync(join(machine, 'calls'), { force: true });
  const path = `${join(machine, 'bin')}:${process.env['PATH'] ?? ''}`;
  const { status, stdout, stderr } = spawnSync('/bin/sh', [script], { env: { PATH: path }, timeout: 5000 });
  return { status, told: `${stdout.toString()}${stderr.toString()}`, seconds: secondsAsked() };
}

function secondsAsked(): number {
  return Number(/^systemd-run .*--on-active=(\d+) .*systemctl poweroff$/m.exec(calls())?.[1]);
}

describe('a machine with a time to live', () => {
  beforeEach(() => {
    program('systemd-run');
    program('sleep', 'exit 1');
  });

  test('is powered off that long after its first boot began', () => {
    expect(boot(90)).toEqual({ status: 0, told: '', seconds: 90 * 60 - 20 });
    expect(noted()).toBe(NOON - 20 + 90 * 60);
  });

  test('has at each later boot what is left, also after hours of being stopped', () => {
    boot(90);
    expect(boot(90, { now: NOON + 3600, up: 15 }).seconds).toBe(90 * 60 - 20 - 3600);
    expect(boot(90, { now: NOON + 5000, up: 15 }).seconds).toBe(90 * 60 - 20 - 5000);
  });

  test('ends at once when its time has passed while it was stopped', () => {
    boot(90);
    expect(boot(90, { now: NOON + 86_400 })).toEqual({ status: 0, told: '', seconds: 1 });
  });

  test('never gets more than its time from a clock that was set back', () => {
    boot(90);
    expect(boot(90, { now: NOON - 86_400, up: 10 }).seconds).toBe(90 * 60 - 10);
  });

  test('starts anew as another instance, made from an image of it', () => {
    boot(90);
    expect(boot(90, { now: NOON + 86_400, instance: 'i-2' }).seconds).toBe(90 * 60 - 20);
  });

  test('notes the end again once the network has set its clock', async () => {
    const late = join(machine, 'late');
    program('sleep', `while [ ! -e "${late}" ]; do /bin/sleep 0.02; done`);
    boot(90, { now: 1000 });
    expect(noted()).toBe(1000 - 20 + 5400);
    writeFileSync(join(machine, 'bin/date'), `#!/bin/sh\necho ${NOON + 600}\n`);
    writeFileSync(join(machine, 'uptime'), '620.00 1.00\n');
    writeFileSync(late, '');
    for (let tries = 0; noted() < NOON && tries < 200; tries++) await pause(20);
    expect([calls(), noted()]).toEqual([expect.stringContaining('sleep 600\n'), NOON - 20 + 5400]);
  });

  test('waits in the background where systemd does nothing for it, and holds up nothing', async () => {
    program('systemd-run', 'exit 1');
    program('sleep', '[ "$1" -ne 600 ]');
    program('shutdown');
    expect(boot(2)).toMatchObject({ status: 0, told: '' });
    for (let tries = 0; !calls().includes('shutdown') && tries < 200; tries++) await pause(20);
    expect(calls()).toContain('shutdown -P now\n');
    expect(calls()).toContain('sleep 100\n');
  });
});

test('a builder is powered off that long after each of its boots', () => {
  program('systemd-run');
  expect(boot(deadlineHook(1800))).toEqual({ status: 0, told: '', seconds: 1780 });
  expect(calls()).toContain('--unit=ami-launch-deadline ');
  expect(boot(deadlineHook(1800), { now: NOON + 86_400, up: 15 }).seconds).toBe(1785);
  expect(existsSync(join(machine, 'instance/ami-launch-end'))).toBe(false);
});

describe('user data with a time to live', () => {
  const render = async (os: OperatingSystem, ttlMinutes: number | undefined) => {
    const signal = '0'.repeat(32);
    const { bytes } = await renderUserData({
      os,
      layers: [],
      variables: {},
      signal,
      ttlMinutes,
      allowSecrets: false,
    });
    return Buffer.from(bytes).toString();
  };

  test('has the boothook as its first part on Linux, and the signal', async () => {
    const text = await render('linux', 90);
    expect(text).toMatch(
      /^MIME-Version[^]*?\n\n--\S+\nContent-Type: text\/cloud-boothook\n[^]*?\n\n#cloud-boothook\n#!\/bin\/sh\n[^]*\nttl=5400\n[^]*ami-launch-signal: /,
    );
  });

  test('makes a task before anything else on Windows, and the signal', async () => {
    const text = await render('windows', 90);
    expect(text).toMatch(
      /AddSeconds\(5400\)[^]*Register-ScheduledTask [^]*shutdown\.exe" \/s \/f \/t 5400[^]*icacls/,
    );
    expect(text).toContain('ami-launch-signal: ');
    expect(text).toMatch(/^<powershell>\n[^<]*<\/powershell>\n$/);
  });

  test('is otherwise what it was', async () => {
    expect(await render('linux', undefined)).not.toMatch(/boothook|ttl/);
    expect(await render('windows', undefined)).not.toMatch(/AddSeconds|shutdown|deadline/);
  });
});
