import type { ReadContext } from '../context.js';
import { bySpot, type Lock, lockText, type Pin, pinAt, type Spot, spotsOf } from './lock.js';
import { resolvePin } from './look-up.js';
import type { FollowedSource } from './sources.js';

/** An image that was looked up already. */
export interface Fresh extends Spot {
  readonly pin: Pin;
}

/** What becomes of one place in the lock. */
export interface Renewal extends Spot {
  readonly before: Pin | undefined;
  readonly now: Pin;
}

/** A lock whose images are today's. */
export interface Renewed {
  /** Whether it says something else than before. */
  readonly changed: boolean;
  /** The text to write; where nothing has changed, as it stands there. */
  readonly text: string;
  /** By region and architecture. */
  readonly images: readonly Renewal[];
}

/**
 * Looks up what the source leads to now for all that the lock holds, in all regions at the same time.
 * Throws a `Failure` when one of them is not to be had.
 */
export async function renewLock(
  source: FollowedSource,
  { path, old, fresh }: { path: string; old: { lock: Lock; text: string } | undefined; fresh: Fresh },
  context: ReadContext,
): Promise<Renewed> {
  const held = old === undefined ? [] : spotsOf(old.lock);
  const others = held.filter((spot) => bySpot(spot, fresh) !== 0);
  const found = await Promise.all(
    others.map(async (spot) => ({ ...spot, pin: await pinIn(spot, source, context) })),
  );
  const all = [fresh, ...found].sort(bySpot);
  const text = await lockText({ source, images: pinsOf(all) }, path);
  const changed = old === undefined || text !== (await lockText(old.lock, path));
  return {
    changed,
    text: changed ? text : old.text,
    images: all.map(({ region, architecture, pin }) => ({
      ...{ region, architecture },
      before: old && pinAt(old.lock, { region, architecture }),
      now: pin,
    })),
  };
}

function pinIn({ region, architecture }: Spot, source: FollowedSource, context: ReadContext): Promise<Pin> {
  const there = { ...context.at(region), clock: context.clock, region: () => Promise.resolve(region) };
  return resolvePin(source, architecture, there);
}

function pinsOf(all: readonly Fresh[]): Lock['images'] {
  const images: Record<string, Record<string, Pin>> = {};
  for (const { region, architecture, pin } of all) (images[region] ??= {})[architecture] = pin;
  return images;
}
