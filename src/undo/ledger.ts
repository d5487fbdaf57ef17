import type { About, EntryKind, Journal, JournalLine } from './journal.js';

declare const fromTheLedger: unique symbol;

/** A client token that the ledger has noted. Nothing else can make one, and no creating call goes without. */
export type Token = string & { readonly [fromTheLedger]: true };

/** What is about to be created. */
export interface Intent {
  readonly kind: EntryKind;
  readonly region: string;
  readonly token: string;
  /** See `Abouts`. */
  readonly about?: About;
  /** For people: `2 × t3.micro in subnet-1`. */
  readonly what: string;
  /** How many things the call makes. */
  readonly count: number;
  /** When, in ms since 1970. */
  readonly at: number;
}

/** The handle of one noted intent, for whoever makes the call. */
export interface Noted {
  readonly token: Token;
  /** AWS answered with these IDs. */
  made(ids: readonly string[]): void;
  /** AWS answered that it made nothing. */
  refused(): void;
  /** It stays, however this run ends: an output has named it. */
  keep(): void;
  /** It is complete, or gone again: nothing about it is open any longer. */
  done(): void;
}

/** Something that may exist and that nobody has decided to keep. */
export interface OpenEntry extends Intent {
  readonly entry: number;
  /** Empty while no answer is known: then it must be looked for. */
  readonly ids: readonly string[];
  readonly answered: boolean;
}

export interface Ledger {
  /** Notes the intent on the disk, then hands out the token that the call needs. */
  creating(intent: Intent): Noted;
  /** All instances and groups that are known to have been made stay. What nobody has named is not kept. */
  keepAll(): void;
  undone(entry: number): void;
  /** The IDs of what stays. */
  kept(): string[];
  /** What would have to be undone now, newest first. */
  open(): OpenEntry[];
}

/** A ledger that writes to `journal` and goes on from the lines of an earlier process. */
export function makeLedger(journal: Journal, earlier: readonly JournalLine[] = []): Ledger {
  const lines: JournalLine[] = [...earlier];
  const write = (line: JournalLine) => {
    journal.append(line);
    lines.push(line);
  };
  let entries = lines.filter((line) => line.do === 'creating').length;
  return {
    creating(intent) {
      const entry = (entries += 1);
      write({ do: 'creating', entry, ...intent });
      return {
        token: intent.token as Token,
        made: (ids) => write({ do: 'made', entry, ids }),
        refused: () => write({ do: 'refused', entry }),
        keep: () => write({ do: 'keep', entry }),
        done: () => write({ do: 'done', entry }),
      };
    },
    keepAll() {
      for (const { entry, kind, answered } of openEntries(lines)) {
        if (answered && (kind === 'instances' || kind === 'group')) write({ do: 'keep', entry });
      }
    },
    undone: (entry) => write({ do: 'undone', entry }),
    kept() {
      const stays = new Set(lines.flatMap((line) => (line.do === 'keep' ? [line.entry] : [])));
      return lines.flatMap((line) => (line.do === 'made' && stays.has(line.entry) ? line.ids : []));
    },
    open: () => openEntries(lines),
  };
}

/** Replays the lines. Newest first: what was made last may lean on what was made before. */
function openEntries(lines: readonly JournalLine[]): OpenEntry[] {
  const open = new Map<number, OpenEntry>();
  for (const line of lines) {
    const before = open.get(line.entry);
    if (line.do === 'creating') {
      const { entry, kind, region, token, about, what, count, at } = line;
      const more = about === undefined ? {} : { about };
      open.set(entry, { entry, kind, region, token, ...more, what, count, at, ids: [], answered: false });
    } else if (line.do !== 'made') {
      open.delete(line.entry);
    } else if (before !== undefined) {
      open.set(line.entry, { ...before, ids: line.ids, answered: true });
    }
  }
  return [...open.values()].reverse();
}
