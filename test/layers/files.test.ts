/** What `files` reads from the workspace, and what is wrong with it. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { fileTarget } from '../../src/inputs/files-grammar.js';
import { placementsOf } from '../../src/layers/files/placement.js';
import type { OperatingSystem } from '../../src/layers/layer.js';
import { loadLayers } from '../../src/layers/load.js';
import { LayerFailure } from '../../src/layers/problem.js';
import { renderUserData } from '../../src/user-data/render.js';

let parent: string;
let workspace: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'files-test-'));
  workspace = join(parent, 'workspace');
  mkdirSync(workspace);
});
afterEach(() => rmSync(parent, { recursive: true }));

function put(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), `${name}\n`);
  }
}

function load(...lines: string[]) {
  return loadLayers([], { workspace, files: lines.map((line) => v.parse(fileTarget(), line)) });
}

function render(os: OperatingSystem, ...lines: string[]) {
  return load(...lines).then((layers) =>
    renderUserData({
      os,
      layers,
      variables: {},
      signal: '0'.repeat(32),
      ttlMinutes: undefined,
      allowSecrets: false,
    }),
  );
}

async function problemsOf(loading: Promise<unknown>): Promise<string[]> {
  const error: unknown = await loading.catch((thrown: unknown) => thrown);
  if (!(error instanceof LayerFailure)) throw new Error('Nothing is wrong.');
  return error.problems.map(({ layer, message }) => `${layer}: ${message}`);
}

describe('a line of files', () => {
  test.each([
    ['a.conf => /etc/a.conf', { local: 'a.conf', to: '/etc/a.conf' }],
    ['a.conf=>/etc/a.conf', { local: 'a.conf', to: '/etc/a.conf' }],
    ['./web/a b.conf  =>  /srv/c  d/', { local: 'web/a b.conf', to: '/srv/c  d/a b.conf' }],
    ['web\\x => /srv//x', { local: 'web/x', to: '/srv/x' }],
    ['a.conf => /a mode=0640 owner=app:app', { local: 'a.conf', to: '/a', mode: '0640', owner: 'app:app' }],
    ['a.conf => /a owner=1000', { local: 'a.conf', to: '/a', owner: '1000' }],
    ['web/ => /srv/web', { local: 'web', to: '/srv/web', isFolder: true }],
    ['web => /srv/', { local: 'web', to: '/srv/web', isFolder: true }],
    ['. => /srv/all', { local: '.', to: '/srv/all', isFolder: true }],
    ['a.conf => C:\\Program Files\\app\\', { local: 'a.conf', to: 'C:\\Program Files\\app\\a.conf' }],
    ['web => d:/web', { local: 'web', to: 'd:\\web', isFolder: true }],
  ])('%s', async (line, placement) => {
    put('a.conf', 'web/x', 'web/a b.conf');
    const [layer] = await load(line);
    expect(placementsOf(layer!)).toEqual([{ isFolder: false, ...placement }]);
  });
});

test('files come as one layer before all others, each once', async () => {
  put('web/a', 'web/b/c', 'web/.git/config');
  writeFileSync(join(workspace, 'run.sh'), 'true\n');
  chmodSync(join(workspace, 'web/a'), 0o755);
  const files = ['web => /srv', 'web/a => /a'].map((line) => v.parse(fileTarget(), line));
  const [layer, other] = await loadLayers(['run.sh'], { workspace, files });
  expect([layer!.name, other!.name]).toEqual(['files', 'run.sh']);
  expect(layer!.files!.map(({ path, executable }) => [path, executable])).toEqual([
    ['web/a', true],
    ['web/b/c', false],
  ]);
});

describe('what is wrong with files', () => {
  test('is told at once, each with its name, and with what is wrong with the layers', async () => {
    put('web/a', 'b');
    mkdirSync(join(workspace, 'empty'));
    writeFileSync(join(parent, 'secret'), 'x');
    symlinkSync(join(parent, 'secret'), join(workspace, 'link'));
    symlinkSync(join(parent, 'secret'), join(workspace, 'web/link'));
    put('line\nend/a');
    const lines = ['../secret', 'link', 'web', 'missing', 'empty', 'line\nend'].map((local) => ({
      local,
      remote: '/x',
      mode: undefined,
      owner: undefined,
    }));
    expect(await problemsOf(loadLayers(['no.sh'], { workspace, files: lines }))).toEqual([
      expect.stringMatching(/^\.\.\/secret: .*outside the workspace/),
      expect.stringMatching(/^link: .*outside the workspace/),
      expect.stringMatching(/^web: "link" in it is a link out of the workspace/),
      expect.stringMatching(/^missing: There is no such file/),
      expect.stringMatching(/^empty: The folder holds no files/),
      expect.stringMatching(/^line\nend: The name .* control characters/),
      expect.stringMatching(/^no\.sh: There is no such file/),
    ]);
  });

  test('two files for one place, and a place without a name', async () => {
    put('a', 'b/a');
    expect(await problemsOf(load('a => /etc/', 'b/a => /etc/a', '. => /srv/'))).toEqual([
      expect.stringMatching(/^\.: What name it shall have in \/srv\/ can't be told/),
      'b/a: /etc/a is already what a becomes.',
    ]);
  });

  test('a path of the other system', async () => {
    put('a');
    expect(await problemsOf(render('linux', 'a => C:\\a', 'a => /a'))).toEqual([
      'a: C:\\a is a path of Windows, but the image is Linux, where paths are /….',
    ]);
    expect(await problemsOf(render('windows', 'a => C:\\a', 'a => /a'))).toEqual([
      'a: /a is a path of Linux, but the image is Windows, where paths are C:\\….',
    ]);
  });

  test('names that Windows has not', async () => {
    put('web/a:b', 'web/c', 'what?');
    expect(await problemsOf(render('windows', 'web => C:\\web', 'what? => C:\\web\\'))).toEqual([
      `web: "a:b" in it can't be the name of a file on Windows. Rename it.`,
      `what?: C:\\web\\what? can't be a path on Windows.`,
    ]);
  });

  test('a credential in one of them', async () => {
    put('web/b');
    writeFileSync(
      join(workspace, 'web/key.pem'),
      `# ours\n${['-----BEGIN RSA PRIVATE', 'KEY-----\n'].join(' ')}${'A'.repeat(64)}\n`,
    );
    expect(await problemsOf(render('linux', 'web => /etc/web'))).toEqual([
      expect.stringMatching(/^web\/key\.pem: /),
    ]);
  });
});
