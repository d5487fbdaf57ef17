import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { forSystem, type OperatingSystem } from '../../src/layers/layer.js';
import { loadLayers } from '../../src/layers/load.js';
import { LayerFailure } from '../../src/layers/problem.js';

let parent: string;
let workspace: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'layers-test-'));
  workspace = join(parent, 'workspace');
  mkdirSync(workspace);
});
afterEach(() => rmSync(parent, { recursive: true }));

function put(files: Record<string, string | Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), content);
  }
}

async function problemsOf(...paths: string[]) {
  try {
    await loadLayers(paths, { workspace });
  } catch (error) {
    if (error instanceof LayerFailure) return error.problems;
    throw error;
  }
  return [];
}

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');

describe('layers', () => {
  test('are read in the order given, bytes as they are', async () => {
    put({ 'web/b.sh': '#!/usr/bin/ruby\n#\r\n', 'a.yaml': 'packages: [nginx]\n' });
    const layers = await loadLayers(['web/b.sh', 'a.yaml'], { workspace });
    expect(layers.map(({ name, kind }) => [name, kind])).toEqual([
      ['web/b.sh', 'shell'],
      ['a.yaml', 'cloud-config'],
    ]);
    expect(Buffer.from(layers[0]!.content).toString()).toBe('#!/usr/bin/ruby\n#\r\n');
  });

  test.each([
    ['setup.sh', 'echo', 'shell'],
    ['setup.BASH', 'echo', 'shell'],
    ['cloud.yml', '#cloud-config\na: b\n', 'cloud-config'],
    ['without-header.yaml', 'a: b\n', 'cloud-config'],
    ['setup.ps1', '\uFEFFWrite-Output 1\n', 'powershell'],
    ['utf-16.ps1', utf16('Write-Output 1\n'), 'powershell'],
    ['code-page.ps1', Buffer.from('# \xe9\n', 'latin1'), 'powershell'],
    ['no-ending', '#!/usr/bin/env python3\n', 'shell'],
    ['user-data', '#cloud-config\na: b\n', 'cloud-config'],
    ['user-data.txt', '#!/bin/sh\n', 'shell'],
    ['template', '## template: jinja\n#cloud-config\na: {{ v1.region }}\n', 'cloud-config'],
  ])('%s, starting %j, is %s', async (name, content, kind) => {
    put({ [name]: content });
    expect((await loadLayers([name], { workspace })).map((layer) => layer.kind)).toEqual([kind]);
  });

  test('may have variables where YAML would see something else', async () => {
    put({ 'a.yaml': '{{key}}: {{a}}-{{b}}\n', 'b.yaml': '{{=<% %>=}}\na: <%b%>\n' });
    await expect(loadLayers(['a.yaml', 'b.yaml'], { workspace })).resolves.toHaveLength(2);
  });

  test('are no layers, when there are none', async () => {
    await expect(loadLayers([], { workspace })).resolves.toEqual([]);
  });
});

describe('what is wrong with a layer', () => {
  test.each([
    [
      'an unknown kind',
      'notes.txt',
      'hello\n',
      undefined,
      /can't be told.*\.sh, \.bash, \.yaml, \.yml, \.ps1/,
    ],
    ['an empty file', 'a.sh', '', undefined, /empty/],
    ['Windows line ends', 'a.sh', '#!/bin/sh\r\necho\r\n', 1, /LF line endings.*\.gitattributes/],
    ['a byte order mark', 'a.sh', '\uFEFF#!/bin/sh\n', 1, /byte order mark/],
    ['a byte order mark in YAML', 'a.yaml', '\uFEFFa: b\n', 1, /byte order mark/],
    ['bad YAML', 'a.yaml', '#cloud-config\na: b\n  c: d\n', 2, /The YAML is not right: /],
    ['a list', 'a.yaml', '#cloud-config\n- a\n', 2, /is a map at its top.* a list\./],
    ['nothing but comments', 'a.yaml', '#cloud-config\n', 1, /is a map at its top.* empty\./],
    ['UTF-16, where Linux reads it', 'a.sh', utf16('#!/bin/sh\n'), 1, /byte order mark/],
    [
      'UTF-16 that nothing tells of',
      'a.ps1',
      Buffer.from('exit', 'utf16le'),
      undefined,
      /Save it as "UTF-8"/,
    ],
    ["YAML that isn't text", 'a.yaml', Buffer.from([0x61, 0xff]), undefined, /not UTF-8/],
  ])('%s', async (_, name, content, line, message) => {
    put({ [name]: content });
    expect(await problemsOf(name)).toEqual([
      { layer: name, ...(line === undefined ? {} : { line }), message: expect.stringMatching(message) },
    ]);
  });

  test('a file outside the workspace, by whatever way', async () => {
    writeFileSync(join(parent, 'secret.sh'), 'echo');
    symlinkSync(join(parent, 'secret.sh'), join(workspace, 'link.sh'));
    symlinkSync(parent, join(workspace, 'up'));
    const paths = ['../secret.sh', 'link.sh', 'up/secret.sh', join(parent, 'secret.sh')];
    for (const { message } of await problemsOf(...paths)) expect(message).toMatch(/outside the workspace/);
    expect(await problemsOf(...paths)).toHaveLength(4);
  });

  test('is told for all layers at once, as "file:line: what"', async () => {
    put({ 'a.sh': '#!/bin/sh\r\n' });
    const failure = loadLayers(['missing.sh', 'a.sh'], { workspace });
    await expect(failure).rejects.toThrow(
      /^missing\.sh: There is no such file.*actions\/checkout.*\na\.sh:1: The "#!" line/s,
    );
  });
});

describe('a folder', () => {
  const path = 'web';

  test('is its script, with all other files beside it', async () => {
    put({
      'web/setup.sh': 'echo {{v}}\n',
      'web/b/run': '#!/bin/sh\n',
      'web/a.txt': 'a',
      'web/.git/HEAD': 'x',
      'z.txt': 'z',
    });
    chmodSync(join(workspace, 'web/b/run'), 0o755);
    symlinkSync('../z.txt', join(workspace, 'web/link.txt'));
    const [layer] = await loadLayers(['web/'], { workspace });
    expect([layer!.name, layer!.kind, Buffer.from(layer!.content).toString()]).toEqual([
      'web/setup.sh',
      'shell',
      'echo {{v}}\n',
    ]);
    expect(
      layer!.files!.map((file) => [file.path, Buffer.from(file.content).toString(), file.executable]),
    ).toEqual([
      ['a.txt', 'a', false],
      ['b/run', '#!/bin/sh\n', true],
      ['link.txt', 'z', false],
    ]);
  });

  test('can have a script for each system', async () => {
    put({ 'web/setup.sh': 'true\n', 'web/setup.ps1': 'exit 0\n', 'web/a.txt': 'a' });
    const layers = await loadLayers([path], { workspace });
    const names = (os: OperatingSystem) =>
      forSystem(layers, os).map(({ name, files }) => [name, files!.length]);
    expect([names('linux'), names('windows')]).toEqual([[['web/setup.sh', 1]], [['web/setup.ps1', 1]]]);
  });

  test('runs one script on Windows, and what else could be one lies beside it', async () => {
    put({ 'web/setup.ps1': 'cmd /c setup.cmd\n', 'web/setup.cmd': '@echo off\n' });
    expect(await loadLayers(['web'], { workspace })).toMatchObject([
      { kind: 'powershell', name: 'web/setup.ps1', files: [{ path: 'setup.cmd' }] },
    ]);
    put({ 'batch/setup.bat': '@echo off\n' });
    expect(await loadLayers(['batch'], { workspace })).toMatchObject([
      { kind: 'batch', name: 'batch/setup.bat', files: [] },
    ]);
  });

  test.each([
    [
      'has no script',
      () => put({ 'web/a.sh': 'true\n' }),
      /a folder without setup\.sh, setup\.ps1, setup\.cmd, setup\.bat/,
    ],
    ['has an empty script', () => put({ 'web/setup.sh': '' }), /The file is empty/],
    [
      'leads out of the workspace',
      () => {
        put({ 'web/setup.sh': 'true\n' });
        writeFileSync(join(parent, 'secret'), 'x');
        symlinkSync('../../secret', join(workspace, 'web/x'));
      },
      /"x" in it is a link out of the workspace/,
    ],
    [
      'links to a folder',
      () => {
        put({ 'web/setup.sh': 'true\n' });
        symlinkSync('.', join(workspace, 'web/loop'));
      },
      /"loop" in it is neither a file nor a link to one/,
    ],
    [
      'holds too much',
      () => {
        put({ 'web/setup.sh': 'true\n', 'web/big': '' });
        truncateSync(join(workspace, 'web/big'), 60 * 1024 * 1024);
      },
      /more than 52,428,800 bytes/,
    ],
  ])('is refused when it %s', async (_, prepare, message) => {
    prepare();
    expect((await problemsOf(path)).map((problem) => problem.message)).toEqual([
      expect.stringMatching(message),
    ]);
  });
});
