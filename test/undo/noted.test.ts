/** What post knows of a step whose journal is lost: the kinds of things that it noted, in every region. */
import { expect, test } from '@jest/globals';
import { makeLedger } from '../../src/undo/ledger.js';
import { readNoted, tellingNoted } from '../../src/undo/noted.js';

const INTENT = { token: 't', what: 'x', count: 1, at: 0 } as const;

test('each kind in each region is saved once, before it is in the journal', () => {
  const seen: string[] = [];
  const journal = tellingNoted({ append: (line) => seen.push(line.do) }, (noted) => seen.push(noted));
  const ledger = makeLedger(journal);

  ledger.creating({ ...INTENT, kind: 'image', region: 'eu-west-1' }).made(['ami-1']);
  ledger.creating({ ...INTENT, kind: 'image', region: 'us-east-1' });
  ledger.creating({ ...INTENT, kind: 'image', region: 'eu-west-1' });

  const both = 'image@eu-west-1,image@us-east-1';
  expect(seen).toEqual(['image@eu-west-1', 'creating', 'made', both, 'creating', 'creating']);
  expect(readNoted(both)).toEqual([
    { kind: 'image', region: 'eu-west-1' },
    { kind: 'image', region: 'us-east-1' },
  ]);
});

test('where nothing was noted there is nothing to look for', () => {
  expect(readNoted(undefined)).toEqual([]);
});
