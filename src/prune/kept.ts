import type { PruneImage } from './image.js';

/** Images that are kept for their lineage's sake. */
export interface Kept {
  /** By ID. */
  readonly images: ReadonlyMap<string, { readonly why: KeptWhy; readonly name: string }>;
  /**
   * By lineage, in ms since 1970: when the oldest of as many as are to be kept was made. What is newer stays, whenever it
   * turned up; where there are fewer than that, there is none, and all stay.
   */
  readonly floors: ReadonlyMap<string, number>;
}

export type KeptWhy = 'newest' | 'layers-of-newer';

type Entry = Pick<PruneImage, 'id' | 'name' | 'createdAt' | 'chain' | 'deprecated'>;

/**
 * An image has at most this many others made on the way to it: its tag holds no more. So whatever may still be kept is
 * among this many times the newest.
 */
const MOST_PARTS = 19;

/** Collects, image by image, what is to be kept of each lineage; holds no more than may be. */
export interface Lineages {
  /** Images that are available; deprecated ones are kept only where there are too few others. One that says not when it was made can't be compared. */
  add(lineage: string, image: Entry): void;
  /** How many there are. */
  count(): number;
  kept(): Kept;
}

/** @param keep how many of each lineage are kept */
export function makeLineages(keep: number): Lineages {
  const lineages = new Map<string, Entry[]>();
  const most = keep * (MOST_PARTS + 1);
  return {
    add(lineage, { id, name, createdAt, chain, deprecated }) {
      if (Number.isNaN(createdAt)) return;
      const entries = lineages.get(lineage) ?? [];
      lineages.set(lineage, entries);
      entries.push({ id, name, createdAt, chain, deprecated });
      // Not at each one: sorting is what takes time here.
      if (entries.length >= 2 * most + MOST_PARTS) newestFirst(entries).splice(most);
    },
    count: () => lineages.size,
    kept() {
      const images = new Map<string, { why: KeptWhy; name: string }>();
      const floors = new Map<string, number>();
      for (const [lineage, entries] of lineages) {
        const { kept, floor } = keptOf(newestFirst(entries), keep);
        for (const [{ id, name }, why] of kept) images.set(id, { why, name });
        if (floor !== undefined) floors.set(lineage, floor);
      }
      return { images, floors };
    },
  };
}

/** Sorts in place, deprecated ones behind the others. Of two that are as old, the order is the same every time. */
function newestFirst(entries: Entry[]): Entry[] {
  return entries.sort(
    (one, other) =>
      Number(one.deprecated) - Number(other.deprecated) ||
      other.createdAt - one.createdAt ||
      (one.id < other.id ? -1 : 1),
  );
}

/**
 * The newest `keep` images, and those that hold the first layers of a kept one: they were made on the way to it, the next
 * bake may start from them, and they don't count.
 */
export function keptOf(
  entries: readonly Entry[],
  keep: number,
): { readonly kept: readonly (readonly [Entry, KeptWhy])[]; readonly floor: number | undefined } {
  const parts = new Set<string>();
  const kept: [Entry, KeptWhy][] = [];
  let newest = 0;
  let oldest = Infinity;
  for (const entry of entries) {
    if (parts.has(entry.chain.at(-1) ?? '')) {
      kept.push([entry, 'layers-of-newer']);
    } else if (newest < keep) {
      newest += 1;
      oldest = Math.min(oldest, entry.createdAt);
      kept.push([entry, 'newest']);
      for (const part of entry.chain.slice(0, -1)) parts.add(part);
    }
  }
  return { kept, floor: newest === keep && keep > 0 ? oldest : undefined };
}
