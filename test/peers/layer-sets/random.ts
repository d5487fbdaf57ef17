/** Chance that can be had again: the same seed and number give the same. */
import { createHash } from 'node:crypto';

export interface Random {
  /** From 0 up to, but without, `end`. */
  readonly below: (end: number) => number;
  /** Whether something of this probability happens. */
  readonly happens: (probability: number) => boolean;
  readonly one: <T>(things: readonly T[]) => T;
  /** From 1 to `most`: as often of one magnitude as of another. */
  readonly size: (most: number) => number;
}

export function makeRandom(seed: string, number: number): Random {
  // mulberry32, by Tommy Ettinger, public domain.
  let state = createHash('sha256').update(`${seed} ${number}`).digest().readUInt32LE();
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (end) => Math.floor(next() * end),
    happens: (probability) => next() < probability,
    one: (things) => things[Math.floor(next() * things.length)] as (typeof things)[number],
    size: (most) => Math.min(most, Math.floor(Math.exp(next() * Math.log(most + 1)))) || 1,
  };
}
