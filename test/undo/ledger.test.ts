/** The ledger: what was about to be made is on the disk before it is made, and open until somebody decides. */
import { appendFileSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fileJournal, readJournal, readUnsealed } from '../../src/undo/journal.js';
import { type Intent, type Ledger, makeLedger, type Noted } from '../../src/undo/ledger.js';

const INTENT: Intent = {
  kind: 'instances',
  region: 'eu-west-1',
  token: 'abc',
  what: '1 × t3.micro',
  count: 1,
  at: 0,
};

const KEY = 'f00d';

const newFile = () => path.join(mkdtempSync(path.join(tmpdir(), 'ami-launch-ledger-')), 'journal.jsonl');

test('an intent is on the disk, for its owner alone, before the call gets its token', () => {
  const file = newFile();
  const { token } = makeLedger(fileJournal(file, KEY)).creating(INTENT);

  expect(token).toBe('abc');
  expect(readJournal(file, KEY)).toEqual({
    lines: [{ do: 'creating', entry: 1, ...INTENT }],
    forged: false,
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a line that a kill cut in two is passed over: its call was never sent', () => {
  const file = newFile();
  makeLedger(fileJournal(file, KEY)).creating(INTENT);
  appendFileSync(file, '{"do":"creating","entry":2,"ki');

  expect(readJournal(file, KEY)).toMatchObject({ lines: [{ entry: 1 }], forged: false });
});

test('a journal where nothing was ever noted is empty, and a lost one is missing', () => {
  const file = newFile();
  expect(readJournal(file, KEY)).toBeUndefined();

  fileJournal(file, KEY);

  expect(readJournal(file, KEY)).toEqual({ lines: [], forged: false });
});

test.each([
  [
    'values that are no lines',
    'null\n[]\n"x"\n{"do":"made","entry":1}\n{"do":"made","entry":1,"ids":[null]}\n',
  ],
  [
    'a kind that is none',
    '{"do":"creating","entry":1,"kind":"constructor","region":"x","token":"t","what":"w","count":1,"at":0}\n',
  ],
  [
    'an object without its bucket',
    '{"do":"creating","entry":1,"kind":"object","region":"x","token":"t","what":"w","count":1,"at":0}\n',
  ],
])('what nobody of ours has written counts for nothing: %s', (_what, text) => {
  const file = newFile();
  writeFileSync(file, text);
  expect(readJournal(file, 'key')).toEqual({ lines: [], forged: true });
  expect(readUnsealed(file)).toEqual([]);
});

test('a journal that is no file is as good as lost', () => {
  const file = newFile();
  symlinkSync('/dev/zero', file);
  expect(readJournal(file, 'key')).toBeUndefined();
});

test('the newest is undone first', () => {
  const ledger = makeLedger({ append: () => undefined });
  ledger.creating({ ...INTENT, what: 'first' });
  ledger.creating({ ...INTENT, what: 'second' });

  expect(ledger.open().map(({ what }) => what)).toEqual(['second', 'first']);
});

test('what no answer has named is not kept', () => {
  const ledger = makeLedger({ append: () => undefined });
  ledger.creating({ ...INTENT, what: 'unanswered' });
  ledger.creating({ ...INTENT, what: 'answered' }).made(['i-1']);

  ledger.keepAll();

  expect(ledger.kept()).toEqual(['i-1']);
  expect(ledger.open().map(({ what }) => what)).toEqual(['unanswered']);
});

type Act = 'made' | 'refused' | 'keep' | 'undone';
const ACTS: Record<Act, (noted: Noted, ledger: Ledger, entry: number) => void> = {
  made: (noted) => noted.made(['i-1']),
  refused: (noted) => noted.refused(),
  keep: (noted) => noted.keep(),
  undone: (_noted, ledger, entry) => ledger.undone(entry),
};

test('whatever was noted is open until it was refused, kept or undone; and another process reads the same', () => {
  const acts = fc.array(
    fc.tuple(fc.nat({ max: 4 }), fc.constantFrom<Act>('made', 'refused', 'keep', 'undone')),
  );
  fc.assert(
    fc.property(acts, (history) => {
      const file = newFile();
      const ledger = makeLedger(fileJournal(file, KEY));
      const notes = Array.from({ length: 5 }, () => ledger.creating(INTENT));
      const closed = new Set<number>();
      for (const [index, act] of history) {
        ACTS[act](notes[index] as Noted, ledger, index + 1);
        if (act !== 'made') closed.add(index + 1);
      }
      const expected = [5, 4, 3, 2, 1].filter((entry) => !closed.has(entry));
      expect(ledger.open().map(({ entry }) => entry)).toEqual(expected);
      expect(makeLedger({ append: () => undefined }, readJournal(file, KEY)?.lines).open()).toEqual(
        ledger.open(),
      );
    }),
    { numRuns: 50 },
  );
});
