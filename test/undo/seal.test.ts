/** Other steps of a job can write in the folder that holds the journal: nothing of theirs is believed. */
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fileJournal, type JournalLine, readJournal, readUnsealed } from '../../src/undo/journal.js';
import { makeSealer } from '../../src/undo/seal.js';

const KEY = '0'.repeat(32);
const newFile = () => path.join(mkdtempSync(path.join(tmpdir(), 'ami-launch-seal-')), 'journal.jsonl');
const line = (entry: number): JournalLine => ({ do: 'made', entry, ids: [`i-${entry}`] });

function written(count: number): { file: string; lines: string[] } {
  const file = newFile();
  const journal = fileJournal(file, KEY);
  for (let entry = 1; entry <= count; entry += 1) journal.append(line(entry));
  return { file, lines: readFileSync(file, 'utf8').split('\n').slice(0, -1) };
}

/** What is read of a journal of four lines, when somebody has left these in their place. */
function readWith(change: (lines: readonly string[]) => readonly string[]) {
  const { file, lines } = written(4);
  writeFileSync(
    file,
    change(lines)
      .map((one) => `${one}\n`)
      .join(''),
  );
  return readJournal(file, KEY);
}

function forgedLine(): string {
  const lines: string[] = [];
  makeSealer('another key').seal(JSON.stringify(line(5)), (sealed) => lines.push(sealed));
  return lines.join('');
}

test.each<[string, (lines: readonly string[]) => readonly string[], number]>([
  ['another ID', (all) => all.map((one, at) => (at === 2 ? one.replace('i-3', 'i-9') : one)), 2],
  ['a line without a seal', (all) => [...all, JSON.stringify(line(5))], 4],
  ['a line sealed with another key', (all) => [...all, forgedLine()], 4],
  ['a line that was there before', (all) => [...all, all[1] ?? ''], 4],
  ['one line less', (all) => all.filter((_one, at) => at !== 1), 1],
  ['two lines that have changed places', ([a = '', b = '', ...more]) => [b, a, ...more], 0],
  ['an empty line', (all) => ['', ...all], 0],
  ['a text after the seal', (all) => all.map((one, at) => (at === 3 ? `${one}\tx` : one)), 3],
])('%s: only what was before it is believed', (_name, change, believed) => {
  const read = readWith(change);

  expect(read?.lines).toEqual([1, 2, 3, 4].slice(0, believed).map(line));
  expect(read?.forged).toBe(true);
});

test('whatever is written in the place of the rest, the lines are the first of those that were sealed', () => {
  const { file, lines } = written(3);
  fc.assert(
    fc.property(fc.nat({ max: 3 }), fc.string(), (kept, text) => {
      writeFileSync(
        file,
        `${lines
          .slice(0, kept)
          .map((one) => `${one}\n`)
          .join('')}${text}\n`,
      );
      const read = readJournal(file, KEY);
      expect(read?.lines).toEqual([1, 2, 3].slice(0, read?.lines.length).map(line));
      expect(read?.forged).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('a journal takes no file, and no link, that somebody has put in its place', () => {
  const [file, elsewhere] = [newFile(), newFile()];
  writeFileSync(elsewhere, 'mine\n');
  symlinkSync(elsewhere, file);
  expect(() => fileJournal(file, KEY)).toThrow(/EEXIST/);
  expect(() => fileJournal(elsewhere, KEY)).toThrow(/EEXIST/);
  expect(readFileSync(elsewhere, 'utf8')).toBe('mine\n');
});

test('a journal of another step is read without its key, and what is none of its lines is passed over', () => {
  const { file, lines } = written(1);
  writeFileSync(file, [...lines, 'null', '[]', '{"do":"made","entry":2,"ids":[1]}', '{', ''].join('\n'));
  expect(readUnsealed(file)).toEqual([line(1)]);
});
