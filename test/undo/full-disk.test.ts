/** A disk that gets full in the middle of a line takes a part of it, and refuses only the rest. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, jest, test } from '@jest/globals';
import type { JournalLine } from '../../src/undo/journal.js';

const KEY = 'f00d';
/** In bytes; how many the disk takes at once. */
const disk = { room: Infinity, atOnce: Infinity, broken: false };

jest.unstable_mockModule('node:fs', () => ({
  ...fs,
  writeSync: (handle: number, data: string | Buffer, from = 0) => {
    if (disk.room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const bytes = Buffer.from(data).subarray(from);
    const taken = fs.writeSync(handle, bytes.subarray(0, Math.min(disk.room, disk.atOnce)));
    disk.room -= taken;
    return taken;
  },
  fsyncSync: (handle: number) => {
    if (disk.broken) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
    fs.fsyncSync(handle);
  },
}));
const { fileJournal, readJournal } = await import('../../src/undo/journal.js');

beforeEach(() => {
  Object.assign(disk, { room: Infinity, atOnce: Infinity, broken: false });
});

const line = (entry: number): JournalLine => ({ do: 'made', entry, ids: [`i-${entry}`, 'ä'] });

function newJournal() {
  const file = path.join(fs.mkdtempSync(path.join(tmpdir(), 'ami-launch-disk-')), 'journal.jsonl');
  return { file, journal: fileJournal(file, KEY) };
}

test('a line that is taken in parts is whole in the end', () => {
  const { file, journal } = newJournal();
  disk.atOnce = 7;

  journal.append(line(1));

  expect(readJournal(file, KEY)).toMatchObject({ lines: [line(1)], forged: false });
});

test.each([
  ['takes a part', { room: 20 }],
  ['takes nothing', { room: 0 }],
  ['loses what it took', { broken: true }],
])('where the disk %s, the call is not made, and later lines are believed', (_what, state) => {
  const { file, journal } = newJournal();
  journal.append(line(1));
  Object.assign(disk, state);
  expect(() => journal.append(line(2))).toThrow('could not be noted');
  Object.assign(disk, { room: Infinity, broken: false });

  journal.append(line(3));

  expect(readJournal(file, KEY)).toMatchObject({ lines: [line(1), line(3)], forged: false });
});
