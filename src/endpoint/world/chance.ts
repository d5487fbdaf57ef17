import { createHash } from 'node:crypto';

/** A seeded generator of numbers in [0, 1) (mulberry32), so that a run can be repeated exactly. */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function hex(chance: () => number, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(chance() * 16).toString(16)).join('');
}

/** A new ID as EC2 forms them: prefix and 17 hex digits, the first of which is 0 in practice. */
export function newId(chance: () => number, prefix: string): string {
  return `${prefix}-0${hex(chance, 16)}`;
}

/** An ID that the same name always has, for what is in the catalogue. */
export function idOf(prefix: string, ...names: readonly string[]): string {
  return `${prefix}-0${createHash('sha256')
    .update([prefix, ...names].join('\0'))
    .digest('hex')
    .slice(0, 16)}`;
}
