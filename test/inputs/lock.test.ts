/** Lock files: how they are read, what is told of those that are not right, and how they are written. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Lock, lockText } from '../../src/image/lock.js';
import { loadRequest } from '../../src/inputs/load.js';
import { readLock } from '../../src/inputs/lock-file.js';
import { parseLock } from '../../src/inputs/lock-grammar.js';

const PIN = {
  id: 'ami-0c2a0a626f9daf29b',
  name: 'al2023-ami-2026.9.20261119.0-kernel-6.1-x86_64',
  owner: '013907871322',
  created: '2026-11-19T00:00:00.000Z',
};
const OTHER = { ...PIN, id: 'ami-0f1e2d3c4b5a69788', name: 'AlmaLinux OS 9.8.20261101 x86_64' };
const LOCK: Lock = {
  source: { kind: 'name', owner: 'self', glob: 'golden: *' },
  images: { 'us-east-1': { x86_64: PIN }, 'eu-west-1': { x86_64: OTHER, arm64: PIN } },
};

describe('a lock', () => {
  test('is read as it was written, an account with its zeros', async () => {
    expect(await parseLock(await lockText(LOCK, '.ami-launch.lock'))).toEqual(LOCK);
  });

  test('has one text, whatever the order of what it holds', async () => {
    const { images } = LOCK;
    const turned = Object.fromEntries(Object.entries(images).reverse());

    const text = await lockText({ ...LOCK, images: turned }, 'a');

    expect(text).toBe(await lockText(LOCK, 'a'));
    expect(text.match(/^ +(\S+):$/gm)).toEqual([
      '  eu-west-1:',
      '    arm64:',
      '    x86_64:',
      '  us-east-1:',
      '    x86_64:',
    ]);
  });

  test('may be written by hand: on one line each, without quotes', async () => {
    const { id, name, owner } = PIN;
    const text = `source: al2023\nimages:\n  eu-west-1:\n    x86_64: { id: ${id}, name: ${name}, owner: ${owner} }\n`;

    expect(await parseLock(text)).toEqual({
      source: { kind: 'alias', alias: 'al2023' },
      images: { 'eu-west-1': { x86_64: { id, name, owner } } },
    });
  });

  test('that is not right is told with every line at fault', async () => {
    const text = [
      'source: ami-0c2a0a626f9daf29b',
      'images:',
      '  eu-west-1a: {}',
      '  eu-west-1:',
      '    amd64: {}',
      '    x86_64:',
      '      id: ami-1',
      '      nam: golden',
      '      owner: amazon',
      '      created: yesterday',
      'regions: []',
    ].join('\n');

    expect(await parseLock(text)).toEqual(
      [
        [1, /^source: expected what the lock follows/],
        [3, /^images\.eu-west-1a: got "eu-west-1a"; expected an AWS region/],
        [7, /^images\.eu-west-1\.x86_64\.id: got "ami-1"; expected an image ID/],
        [7, /^images\.eu-west-1\.x86_64\.name: expected something: it is missing/],
        [9, /^images\.eu-west-1\.x86_64\.owner: got "amazon"; expected the account/],
        [10, /^images\.eu-west-1\.x86_64\.created: got "yesterday"; expected a time/],
        [8, /^images\.eu-west-1\.x86_64\.nam: expected one of .*: did you mean name\?/],
        [5, /^images\.eu-west-1\.amd64: expected one of x86_64, arm64/],
        [11, /^regions: expected one of source, images/],
      ].map(([line, message]) => ({ line, message: expect.stringMatching(message as RegExp) })),
    );
  });

  test.each([
    ['nothing', '', 'expected a map with source, images'],
    ['a list', '- al2023\n', 'expected a map with source, images'],
    ['another lock for its source', 'source: lock:a\nimages: {}\n', 'source: expected what'],
    ['no images', 'source: al2023\n', 'images: expected something: it is missing'],
    ['what is no YAML', 'source: [al2023\n', 'The YAML is not right'],
    ['the same key twice', 'source: al2023\nsource: al2\nimages: {}\n', 'Map keys must be unique'],
  ])('that holds %s is refused', async (_what, text, told) => {
    expect(await parseLock(text)).toContainEqual({
      line: expect.any(Number),
      message: expect.stringContaining(told),
    });
  });
});

test('aliases that lead nowhere are a problem of the lock, and no fault of the action', async () => {
  expect(await parseLock('source: *base\nimages: {}\n')).toEqual([
    { message: expect.stringMatching(/^The YAML is not right: .*base/) },
  ]);
});

describe('the file of a lock', () => {
  let folder: string;
  let workspace: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lock-test-'));
    workspace = path.join(folder, 'workspace');
    mkdirSync(path.join(workspace, 'folder'), { recursive: true });
    writeFileSync(path.join(folder, 'secret'), 'source: al2023\nimages: {}\n');
    symlinkSync('../secret', path.join(workspace, 'link'));
    writeFileSync(path.join(workspace, 'right.lock'), '\uFEFFsource: al2023\r\nimages: {}\r\n');
    writeFileSync(path.join(workspace, 'wrong.lock'), 'source: al2023\nimages: none\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const requestOf = (inputs: Record<string, string>) => {
    const env = Object.entries(inputs).map(
      ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const,
    );
    const nothingWrong = () => Promise.resolve([]);
    return loadRequest(Object.fromEntries(env), {
      checkLayers: nothingWrong,
      checkFiles: nothingWrong,
      readLock: (file) => readLock(file, { workspace }),
    });
  };

  test.each([
    ['../secret', 'The lock file is outside the workspace.'],
    ['link', 'The lock file is outside the workspace.'],
    ['folder', 'The lock file is not an ordinary file.'],
    ['missing.lock', 'There is no lock file in '],
    ['wrong.lock', 'wrong.lock:2: images: got "none"; expected a map with a region'],
  ])('%s is refused before AWS is asked for anything', async (file, told) => {
    const refused = requestOf({ 'base-image': `lock:${file}` });

    await expect(refused).rejects.toThrow(told);
    await expect(refused).rejects.toThrow('Nothing was asked of AWS.');
  });

  test('that is renewed says what to follow, unless an input does; and may be missing', async () => {
    const renew = { mode: 'resolve', 'lock-file': 'right.lock' };

    expect(await requestOf(renew)).toMatchObject({ base: { source: { alias: 'al2023' } } });
    expect(await requestOf({ ...renew, 'base-image': 'debian-13' })).toMatchObject({
      base: { source: { alias: 'debian-13' } },
      lock: { path: 'right.lock', now: { lock: { source: { alias: 'al2023' } } } },
    });
    expect(await requestOf({ ...renew, 'lock-file': 'missing.lock' })).toMatchObject({
      base: { source: undefined },
      lock: { path: 'missing.lock', now: undefined },
    });
    await expect(requestOf({ ...renew, 'lock-file': 'wrong.lock' })).rejects.toThrow('wrong.lock:2:');
    await expect(requestOf({ ...renew, 'base-image': 'lock:right.lock' })).rejects.toThrow(
      'base-image: expected what the lock is to follow',
    );
  });
});
