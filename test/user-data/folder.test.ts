import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fingerprints } from '../../src/bake/fingerprint.js';
import type { Layer, LayerFile, OperatingSystem } from '../../src/layers/layer.js';
import { renderUserData } from '../../src/user-data/render.js';
import { linuxRunner } from '../../src/user-data/runner-linux.js';
import { writeFolder } from '../../src/user-data/write-linux.js';
import { filesOf, rowsOf, runnerOf } from './windows.js';

const signal = '0123456789abcdef0123456789abcdef';
const LONG = `${'a-long-name/'.repeat(12)}é🦊 with spaces.txt`;

function file(path: string, content: string | Uint8Array, executable = false): LayerFile {
  return { path, content: Buffer.from(content), executable };
}

const files = [
  file('bin/tool', '#!/bin/sh\necho "tool in $PWD"\n', true),
  file('data', Uint8Array.of(0, 255)),
  file(LONG, 'far\n'),
];
const layer = (content: string, os: OperatingSystem = 'linux'): Layer =>
  os === 'linux'
    ? { kind: 'shell', name: 'web/setup.sh', content: Buffer.from(content), files }
    : { kind: 'powershell', name: 'web/setup.ps1', content: Buffer.from(content), files };
const render = (os: OperatingSystem, layers: Layer[]) =>
  renderUserData({ os, layers, variables: {}, signal, ttlMinutes: undefined, allowSecrets: false });

test('the script of a folder runs in it, with all that lies beside it', async () => {
  const machine = mkdtempSync(join(tmpdir(), 'folder-test-'));
  const script = `#!/bin/sh\nbin/tool\nod -An -tx1 data\ncat '${LONG}'\n[ -x data ] || echo plain\ndirname "$0"\nls -l --time-style=+%s data | cut -d' ' -f5-6\n`;
  const scripts = [
    { ...layer(script), folder: await writeFolder(files) },
    { kind: 'shell' as const, name: 'b.sh', content: Buffer.from('pwd\n') },
  ];
  const { text } = linuxRunner({ scripts, cloudConfigs: [], signal });
  const moved = text.replaceAll('/dev/console', '/dev/null').replaceAll('/var/lib/cloud', machine);
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', moved], { cwd: machine });
  const own = stdout
    .toString()
    .replaceAll(/\/ami-launch\.\w+\/layer-1/g, '/FOLDER')
    .replaceAll(machine, '');
  expect([own, stderr.toString(), readdirSync(machine)]).toEqual([
    'ami-launch: running web/setup.sh\ntool in /FOLDER\n 00 ff\nfar\nplain\n/FOLDER\n2 0\nami-launch: running b.sh\n\n',
    '',
    [],
  ]);
  rmSync(machine, { recursive: true });
});

test('files arrive byte by byte with their bits, however they travel', async () => {
  const texts = [
    '',
    '\n',
    'no end',
    'END\n',
    'é 🦊\n\n',
    '\ttab  \n',
    'crlf\r\n',
    '\uFEFFbom\n',
    '$(id) `id` \\\n',
  ];
  const some = [
    ...texts.map((text, index) => file(`t/${'n'.repeat(index)}/it's $${index}`, text, index % 2 > 0)),
    file('utf16', Buffer.from('\uFEFFa\n', 'utf16le')),
    file(
      '-n',
      Uint8Array.from({ length: 256 }, (_, index) => index),
      true,
    ),
  ];
  const many = Array.from({ length: 101 }, (_, index) => file(`f/${index}`, `${index}`, index % 2 > 0));
  for (const set of [some, many]) {
    const folder = mkdtempSync(join(tmpdir(), 'folder-test-'));
    const commands = await writeFolder(set);
    const { stderr } = spawnSync('/bin/sh', ['-ec', `umask 077\nhere=${folder}/here\n${commands}`]);
    expect(stderr.toString()).toBe('');
    const got = set.map(({ path }) => {
      const facts = statSync(join(folder, 'here', path));
      const content = readFileSync(join(folder, 'here', path));
      return { path, content, executable: facts.mode.toString(8), time: facts.mtimeMs };
    });
    expect(got).toEqual(
      set.map((one) => ({ ...one, executable: one.executable ? '100755' : '100644', time: 0 })),
    );
    rmSync(folder, { recursive: true });
  }
});

test('on Windows, too', async () => {
  const { bytes } = await render('windows', [layer('exit 0\n', 'windows')]);
  const [row] = rowsOf(runnerOf(bytes));
  expect(Object.entries(filesOf(row!))).toEqual([
    ['setup.ps1', Buffer.from('exit 0\n')],
    ...files.map(({ path, content }) => [path, content]),
  ]);
});

test('what lies there is looked through for credentials', async () => {
  const key = ['-----BEGIN RSA PRIVATE', 'KEY-----\n'].join(' ') + 'A'.repeat(64) + '\n';
  const found = render('linux', [
    { ...layer('true\n'), files: [file('a', 'x'), file('etc/key.pem', `# ours\n${key}`)] },
  ]);
  await expect(found).rejects.toMatchObject({
    id: 'secret-in-user-data',
    problems: [{ layer: 'web/etc/key.pem', line: 2 }],
  });
});

test('a change of name, content or executable bit is another image', () => {
  const ground = {
    base: 'ami-1',
    architecture: 'x86_64' as const,
    settings: {
      kmsKeyId: undefined,
      volumeGiB: undefined,
      volumeType: undefined,
      volumeThroughput: undefined,
      volumeIops: undefined,
    },
  };
  const of = (...files: LayerFile[]) => fingerprints(ground, [{ ...layer('true\n'), files }]).at(-1);
  const [one, ...others] = [
    of(file('a', 'x')),
    of(file('b', 'x')),
    of(file('a', 'y')),
    of(file('a', 'x', true)),
    of(),
    of(file('a', 'x'), file('b', '')),
  ];
  expect(new Set([one, ...others]).size).toBe(6);
  expect(of(file('a', 'x'))).toBe(one);
});
