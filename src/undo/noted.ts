import type { EntryKind, Journal } from './journal.js';

/** A kind of thing that a step has noted, and where. */
export interface NotedKind {
  readonly kind: EntryKind;
  readonly region: string;
}

/**
 * The journal, which first tells `save` what kinds of things were noted in what regions, whenever that is more than before:
 * who has lost the journal knows then what to look for. No secret: `instances@eu-west-1,image@us-east-1`.
 */
export function tellingNoted(journal: Journal, save: (noted: string) => void): Journal {
  const noted = new Set<string>();
  let told = 0;
  return {
    append(line) {
      if (line.do === 'creating') {
        const { size } = noted.add(`${line.kind}@${line.region}`);
        if (size > told) save([...noted].join(','));
        told = size;
      }
      journal.append(line);
    },
  };
}

/** What `tellingNoted` has saved. */
export function readNoted(saved: string | undefined): NotedKind[] {
  return (saved ?? '').split(',').flatMap((one) => {
    const [kind, region] = one.split('@');
    return kind && region ? { kind: kind as EntryKind, region } : [];
  });
}
