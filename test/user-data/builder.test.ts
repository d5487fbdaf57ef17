import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CLEAN } from '../../src/user-data/clean-linux.js';
import { renderUserData } from '../../src/user-data/render.js';
import { linuxRunner } from '../../src/user-data/runner-linux.js';
import { runnerOf } from './windows.js';

// That the real cloud-init takes a cleaned machine for a new one is tried in test/peers/user-data.

const signal = '0123456789abcdef0123456789abcdef';
const build = { deadlineSeconds: 1800 };
const BUILDERS_KEY = 'AAAAB3NzaC1yc2EAAAADAQABAAABgQ+the/builders==';

let machine: string;
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'builder-test-'));
  for (const name of ['systemctl', 'shutdown', 'poweroff', 'cloud-init', 'sleep', 'sync'])
    put(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >>"${machine}/calls"\n`);
  put(
    'etc/passwd',
    'root:x:0:0:root:/root:/bin/sh\nweb:x:1000:1000::/home/web:/bin/sh\nno:x:1:1::/none:/bin/no\n',
  );
  mkdirSync(join(machine, 'var/lib/cloud'), { recursive: true });
});
afterEach(() => rmSync(machine, { recursive: true }));

function put(file: string, content = 'x\n'): void {
  const path = join(machine, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, 0o755);
}

/** All files of the machine with what is in them. */
function files(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(machine, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((name) => lstatSync(join(machine, name)).isFile())
      .map((name) => [name, readFileSync(join(machine, name), 'utf8')]),
  );
}

/** Runs the real text of a builder's runner on a machine that is a folder. */
function run(script: string) {
  const scripts = [{ kind: 'shell' as const, name: 'web.sh', content: Buffer.from(script) }];
  const { text } = linuxRunner({ scripts, cloudConfigs: [], signal, build });
  const moved = text
    .replaceAll('/dev/console', join(machine, 'console'))
    .replace('mktemp -d /var/lib/cloud', `mktemp -d ${machine}/var/lib/cloud`)
    .replace("root=''", `root='${machine}'`);
  put('var/lib/cloud/instance/scripts/zz-ami-launch', moved);
  put('console', '');
  const env = { PATH: `${machine}/bin:/usr/bin:/bin` };
  const file = join(machine, 'var/lib/cloud/instance/scripts/zz-ami-launch');
  const { stdout, stderr } = spawnSync('/bin/sh', [file], { env, cwd: machine, timeout: 10_000 });
  return {
    output: stdout.toString(),
    errors: stderr.toString(),
    console: readFileSync(join(machine, 'console'), 'utf8'),
    calls: readFileSync(join(machine, 'calls'), 'utf8').split('\n'),
  };
}

const POWER_OFF = [
  'sleep 2',
  'systemctl poweroff',
  'sleep 150',
  'shutdown -P now',
  'sleep 150',
  'poweroff -f',
  'sleep 150',
  '',
];

describe('a builder, when its layers have ended', () => {
  // Without this, the test below would clean the machine that it runs on.
  test('is cleaned in no place but those of its own', () => {
    expect(
      CLEAN.replace(/"?\$root"?\/(?!\*)/g, '').match(/(?<![\w.*$"\]})-])\/(?!dev\/null)\w+/g),
    ).toBeNull();
    expect(CLEAN.match(/root=.*/g)).toEqual(["root=''"]);
  });

  test('forgets what it is, tells how it went, and powers itself off', () => {
    put('etc/machine-id', '0123\n');
    put('var/lib/dbus/machine-id');
    put('etc/ssh/ssh_host_rsa_key');
    put('etc/ssh/ssh_host_rsa_key.pub');
    put('etc/ssh/sshd_config', 'stays');
    put('run/cloud-init/instance-data.json', `{"v1": {"public_ssh_keys": ["ssh-rsa ${BUILDERS_KEY} me"]}}`);
    put(
      'root/.ssh/authorized_keys',
      `no-pty,command="echo 'Please log in as web'" ssh-rsa ${BUILDERS_KEY} me\n`,
    );
    put(
      'home/web/.ssh/authorized_keys',
      `ssh-rsa ${BUILDERS_KEY} me\n# ours\nssh-ed25519 AAAAC3Nz+layer== ops\n`,
    );
    put('root/.bash_history');
    put('home/web/.python_history');
    put('home/web/.bashrc', 'stays');
    put('var/lib/cloud/instances/i-1/user-data.txt');
    put('var/lib/cloud/instances/i-1/ami-launch-end', '1800000000\n');
    put('var/lib/cloud/scripts/per-boot/layer.sh', 'stays');
    put('var/lib/cloud/scripts/per-boot/ami-launch');
    put('var/log/cloud-init.log');
    put('var/log/cloud-init-output.log');
    put('var/log/syslog', 'lines\n');
    put('var/log/syslog.1');
    put('var/log/dnf.log-20261101.gz');
    put('var/log/journal/0123/system.journal');
    put('var/cache/apt/archives/web_1.deb');
    put('var/lib/apt/lists/deb.example_Packages');
    put('var/cache/dnf/web.solv');
    put('var/lib/dhcp/dhclient.ens5.leases');
    put('var/lib/NetworkManager/internal-ens5.lease');
    put('var/lib/systemd/random-seed');
    put('var/lib/amazon/ssm/i-1/store');
    put('etc/udev/rules.d/70-persistent-net.rules');
    put('etc/udev/rules.d/60-layer.rules', 'stays');
    put('tmp/left/over');
    put('var/tmp/.left');
    const { output, errors, console, calls } = run('echo from web\n');
    expect([output, errors]).toEqual([
      'ami-launch: running web.sh\nfrom web\nami-launch: cleaning for imaging\n',
      '',
    ]);
    expect(console).toBe(`\nami-launch-signal: ${signal} ok\n`);
    expect(calls.slice(-11)).toEqual([
      expect.stringMatching(/^systemctl stop snap/),
      'cloud-init clean --logs --seed',
      'sync ',
      ...POWER_OFF,
    ]);
    rmSync(join(machine, 'etc/passwd'));
    expect({ ...files('etc'), ...files('var'), ...files('tmp'), ...files('root'), ...files('home') }).toEqual(
      {
        'etc/machine-id': '',
        'etc/ssh/sshd_config': 'stays',
        'etc/udev/rules.d/60-layer.rules': 'stays',
        'home/web/.bashrc': 'stays',
        'home/web/.ssh/authorized_keys': '# ours\nssh-ed25519 AAAAC3Nz+layer== ops\n',
        'root/.ssh/authorized_keys': '',
        'var/lib/cloud/scripts/per-boot/layer.sh': 'stays',
        'var/log/syslog': '',
      },
    );
  });

  test('of which one failed stays as it is for a look, and powers itself off', () => {
    put('etc/ssh/ssh_host_rsa_key');
    const { console, calls } = run('exit 3\n');
    expect(console).toBe(`\nami-launch-signal: ${signal} failed web.sh exit 3\n`);
    expect(calls).toEqual(POWER_OFF);
    expect(existsSync(join(machine, 'etc/ssh/ssh_host_rsa_key'))).toBe(true);
  });

  test('tells when it could not be cleaned, and powers itself off', () => {
    mkdirSync(join(machine, 'etc/machine-id'));
    const { errors, console, calls } = run('true\n');
    expect(errors).toMatch(/etc\/machine-id: Is a directory/);
    expect(console).toBe(`\nami-launch-signal: ${signal} failed clean exit 1\n`);
    expect(calls.slice(-POWER_OFF.length)).toEqual(POWER_OFF);
  });
});

test.each(['linux', 'windows'] as const)(
  'the user data of a builder for %s is known by its power-off',
  async (os) => {
    const input = { os, layers: [], variables: {}, signal, ttlMinutes: undefined, allowSecrets: false };
    const text = async (more: object) =>
      Buffer.from((await renderUserData({ ...input, ...more })).bytes).toString();
    const builders = await text({ build });
    expect(builders).toMatch(
      os === 'linux' ? /boothook[^]*\$\(\(1800 - [^]*zz-ami-launch/ : /AddSeconds\(1800\)/,
    );
    expect(builders).toContain('ami-launch-power-off');
    expect(await text({})).not.toMatch(/power-off|deadline|clean/i);
  },
);

test('a Windows builder signals before sysprep, and takes that back where sysprep never ends', async () => {
  const input = { os: 'windows' as const, layers: [], variables: {}, signal, ttlMinutes: undefined };
  const runner = runnerOf((await renderUserData({ ...input, allowSecrets: false, build })).bytes);
  const end = runner.slice(runner.indexOf('function Complete-Build'));
  // Its deadline's task would be in the image.
  expect(end).toMatch(
    /-TaskName 'ami-launch-\*'[^]*Unregister-ScheduledTask[^]*Send-Signal 'ok'[^]*Start-Process -FilePath \$program[^]*Start-Sleep -Seconds 1200[^]*Send-Signal 'failed clean exit 1'[^]*shutdown\.exe/,
  );
  expect(runner).toMatch(/\nComplete-Build\n$/);
});
