/** What `files` does on a machine: the script that is rendered, run here in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Layer, LayerFile } from '../../src/layers/layer.js';
import { filesLayer, type Placement } from '../../src/layers/files/placement.js';
import { KINDS } from '../../src/layers/table.js';
import { renderUserData } from '../../src/user-data/render.js';
import { linuxRunner } from '../../src/user-data/runner-linux.js';
import { writeFolder } from '../../src/user-data/write-linux.js';

const signal = '0123456789abcdef0123456789abcdef';
const isRoot = process.getuid?.() === 0;

let machine: string;
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'files-test-'));
  for (const made of ['lib', 'etc']) mkdirSync(join(machine, made));
});
afterEach(() => rmSync(machine, { recursive: true }));

function file(path: string, content: string | Uint8Array = `${path}\n`, executable = false): LayerFile {
  return { path, content: Buffer.from(content), executable };
}

/** `to` is below the machine's own folder. */
function place(local: string, to: string, more: Partial<Placement> = {}): Placement {
  return { local, to: join(machine, to), isFolder: false, mode: undefined, owner: undefined, ...more };
}

/** Runs the real text of the runner, with a layer behind the files. */
async function run(placements: Placement[], files: LayerFile[], shell = '/bin/sh') {
  const layer = filesLayer(placements, files);
  const script = KINDS.files.onLinux!(layer);
  const scripts = [
    { ...layer, ...script, folder: await writeFolder(script.files ?? []) },
    { kind: 'shell' as const, name: 'app.sh', content: Buffer.from('echo app\n') },
  ];
  const { text } = linuxRunner({ scripts, cloudConfigs: [], signal });
  const moved = text
    .replaceAll('/dev/console', join(machine, 'console'))
    .replaceAll('/var/lib/cloud', join(machine, 'lib'));
  const { stdout, stderr } = spawnSync(shell, ['-c', `umask 077\n${moved}`], { cwd: machine });
  return {
    output: stdout.toString().replaceAll(machine, ''),
    errors: stderr.toString().replaceAll(machine, ''),
    console: readFileSync(join(machine, 'console'), 'utf8')
      .trim()
      .replace(`ami-launch-signal: ${signal} `, ''),
  };
}

/** All that is below a folder: kind, mode, owner, path. */
function tree(folder: string): string[] {
  const { stdout } = spawnSync('find', ['.', '-mindepth', '1', '-printf', '%y %04m %u:%g %P\n'], {
    cwd: join(machine, folder),
  });
  return stdout
    .toString()
    .replaceAll(/ root:root/g, '')
    .trim()
    .split('\n')
    .sort();
}

const went = {
  output: 'ami-launch: running files\nami-launch: running app.sh\napp\n',
  errors: '',
  console: 'ok',
};

describe('on Linux', () => {
  test.each(['/bin/sh', '/bin/bash'])('files arrive byte by byte, with modes; %s', async (shell) => {
    const bytes = Uint8Array.of(0, 255, 13, 10, 0);
    const placements = [
      place('app.conf', 'etc/app.conf', { mode: '0640' }),
      place('bin/tool', `srv/it's a "$(path)"/é\`id\`/tool`),
      place('data', 'etc/data'),
    ];
    const ran = await run(
      placements,
      [file('app.conf', '{{no}} template\r\n'), file('bin/tool', '#!/bin/sh\n', true), file('data', bytes)],
      shell,
    );
    expect(ran).toEqual(went);
    expect(tree('etc')).toEqual(['f 0640 app.conf', 'f 0644 data']);
    expect(tree('srv')).toEqual([
      `d 0755 it's a "$(path)"`,
      `d 0755 it's a "$(path)"/é\`id\``,
      `f 0755 it's a "$(path)"/é\`id\`/tool`,
    ]);
    expect([...readFileSync(join(machine, 'etc/data'))]).toEqual([...bytes]);
    expect(readFileSync(join(machine, 'etc/app.conf'), 'utf8')).toBe('{{no}} template\r\n');
  });

  test('a folder arrives with all in it; what is there already stays as it is', async () => {
    mkdirSync(join(machine, 'var/site/css'), { recursive: true, mode: 0o700 });
    writeFileSync(join(machine, 'var/site/old'), 'old\n', { mode: 0o600 });
    writeFileSync(join(machine, 'var/site/index.html'), 'old\n', { mode: 0o600 });
    const files = [
      file('site/index.html', 'new\n'),
      file('site/css/a b.css'),
      file('site/ blank /-n'),
      file('site/run', 'x', true),
      file('elsewhere', 'x'),
    ];
    expect(await run([place('site', 'var/site', { isFolder: true })], files)).toEqual(went);
    expect(tree('var')).toEqual([
      'd 0700 site',
      'd 0700 site/css',
      'd 0755 site/ blank ',
      'f 0600 site/old',
      'f 0644 site/ blank /-n',
      'f 0644 site/css/a b.css',
      'f 0644 site/index.html',
      'f 0755 site/run',
    ]);
    expect(readFileSync(join(machine, 'var/site/index.html'), 'utf8')).toBe('new\n');
  });

  (isRoot ? test : test.skip)('an owner has the files, and the folders that are made for them', async () => {
    const files = [file('site/a'), file('site/b/c', 'x', true), file('one')];
    const placements = [
      place('site', 'var/www/site', { isFolder: true, mode: '0640', owner: 'daemon:mail' }),
      place('one', 'var/www/one', { mode: '4750', owner: 'daemon' }),
    ];
    expect(await run(placements, files)).toEqual(went);
    expect(tree('var')).toEqual([
      'd 0750 daemon:mail www/site',
      'd 0750 daemon:mail www/site/b',
      'd 0755 www',
      'f 0640 daemon:mail www/site/a',
      'f 0750 daemon:mail www/site/b/c',
      'f 4750 daemon:root www/one',
    ]);
  });

  test('what cannot be is told, leaves nothing half done, and stops the layers behind it', async () => {
    const nobody = await run([place('a', 'etc/a', { owner: 'no-such-user' })], [file('a')]);
    expect(nobody.console).toBe('failed files exit 1');
    expect(nobody.output).toContain(
      "ami-launch: /etc/a can't belong to no-such-user: are there that user and group by now? A cloud-config layer can make them.\n",
    );
    expect(nobody.output).not.toContain('app.sh');
    expect(tree('etc')).toEqual(['']);

    const folder = await run([place('a', 'etc')], [file('a')]);
    expect(folder.output).toContain('ami-launch: /etc is a folder here. With a / behind it');
    expect(folder.console).toBe('failed files exit 1');

    writeFileSync(join(machine, 'etc/file'), '');
    const inFile = await run([place('s', 'etc/file', { isFolder: true })], [file('s/a')]);
    expect([inFile.console, tree('etc')]).toEqual(['failed files exit 1', ['f 0644 file']]);
  });

  test('a link is replaced, not followed', async () => {
    writeFileSync(join(machine, 'target'), 'old');
    symlinkSync(join(machine, 'target'), join(machine, 'etc/link'));
    expect(await run([place('a', 'etc/link')], [file('a')])).toEqual(went);
    expect(statSync(join(machine, 'target')).size).toBe(3);
    expect(tree('etc')).toEqual(['f 0644 link']);
  });
});

describe('the user data', () => {
  const render = (layer: Layer, os: 'linux' | 'windows') =>
    renderUserData({
      os,
      layers: [layer],
      variables: {},
      signal,
      ttlMinutes: undefined,
      allowSecrets: false,
    });

  test('counts them as one layer', async () => {
    const layer = filesLayer([place('a', 'etc/a')], [file('a', 'x'.repeat(1000))]);
    const { shares } = await render(layer, 'linux');
    expect(shares).toEqual([{ layer: 'files', raw: expect.any(Number), bytes: expect.any(Number) }]);
    expect(shares[0]!.raw).toBeGreaterThan(1000);
  });

  test('for Windows is a script that copies what lies beside it', () => {
    const to = `C:\\it's ‘so’\\$(x)`;
    const layer = filesLayer(
      [
        { ...place('web', ''), isFolder: true, to },
        { ...place('a', ''), to: 'C:\\a' },
      ],
      [file('web/x y'), file('a')],
    );
    const { content, files } = KINDS.files.onWindows!(layer);
    expect(files!.map(({ path }) => path)).toEqual(['files/1/x y', 'files/2']);
    expect(Buffer.from(content).toString()).toMatch(
      /\nCopy-Folder "\$PSScriptRoot\\files\\1" 'C:\\it''s ‘‘so’’\\\$\(x\)'\nCopy-File "\$PSScriptRoot\\files\\2" 'C:\\a'\n$/,
    );
  });
});
