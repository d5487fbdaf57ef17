import { isAwsFailure } from '../aws/errors.js';
import type { Log } from '../context.js';
import { reason } from '../failure.js';
import type { Left, Pruned, PrunedKind, PrunedThing, Stayed } from '../modes/result.js';
import { counted } from '../report/summary/words.js';
import { seconds } from '../wait/poll.js';
import { grouped } from '../grouped.js';
import type { PruneImage } from './image.js';
import type { GoReason, StayReason } from './judge.js';

/** Of a long list so many are told; the rest is counted. */
const MOST_TOLD = 20;
/** The result holds some more of them. */
const MOST_KEPT = 100;
/** From then on every so many a line tells how far it is. */
const EVERY = 500;

export type Stays = StayReason | 'used' | 'shared';

/** Keeps count of what became of things, tells the log, and holds no more than the reader is shown. */
export interface Tally {
  gone(kind: PrunedKind, thing: Thing): void;
  stays(why: Stays, thing: Pick<Thing, 'id' | 'name'>, more?: string): void;
  failed(kind: PrunedKind, thing: Pick<Thing, 'id' | 'name'>, thrown: unknown): void;
  facts(): Pick<PrunedFacts, 'gone' | 'stayed' | 'left'>;
}

export interface PrunedFacts {
  readonly gone: readonly Pruned[];
  readonly stayed: readonly Stayed[];
  readonly left: { readonly count: number; readonly first: readonly Left[] };
}

interface Thing {
  readonly id: string;
  readonly name: string;
  /** `superseded, 40 days old` */
  readonly why: string;
  readonly gib: number;
}

interface Pile<T> {
  count: number;
  gib: number;
  readonly first: T[];
}

export function makeTally(dryRun: boolean, log: Log): Tally {
  const gone = new Map<PrunedKind, Pile<PrunedThing>>();
  const stayed = new Map<Stays, Pile<Stayed['first'][number]>>();
  const left: Pile<Left> = { count: 0, gib: 0, first: [] };
  return {
    gone(kind, { gib, ...thing }) {
      const pile = put(gone, kind, thing, gib);
      if (pile.count <= MOST_TOLD) log.say(`${DONE[kind][dryRun ? 1 : 0]} ${named(thing)}: ${thing.why}.`);
      else if (pile.count % EVERY === 0)
        log.say(`${DONE[kind][dryRun ? 1 : 0]} ${grouped(pile.count)} ${kind}s so far.`);
    },
    stays(why, { id, name }, more) {
      put(stayed, why, { id, name, ...(more === undefined ? {} : { more }) }, 0);
    },
    failed(kind, { id, name }, thrown) {
      const why = isAwsFailure(thrown) ? `${thrown.said} (${thrown.code})` : reason(thrown);
      left.count += 1;
      if (left.first.length < MOST_KEPT) left.first.push({ kind, id, name, why });
      log.say(`The ${kind} ${named({ id, name })} could not be removed: ${why}.`);
    },
    facts: () => ({
      gone: [...gone].map(([kind, pile]) => ({ kind, ...pile })),
      stayed: [...stayed].map(([why, { count, first }]) => ({ why: STAYS[why], count, first })),
      left: { count: left.count, first: left.first },
    }),
  };
}

function put<K, T>(piles: Map<K, Pile<T>>, key: K, thing: T, gib: number): Pile<T> {
  const pile = piles.get(key) ?? { count: 0, gib: 0, first: [] };
  piles.set(key, pile);
  pile.count += 1;
  pile.gib += gib;
  if (pile.first.length < MOST_KEPT) pile.first.push(thing);
  return pile;
}

/** As it is done, and as it would be. */
const DONE: Readonly<Record<PrunedKind, readonly [string, string]>> = {
  image: ['Retired', 'Would retire'],
  snapshot: ['Deleted', 'Would delete'],
  builder: ['Ended the builder', 'Would end the builder'],
  instance: ['Ended', 'Would end'],
  object: ['Deleted the staged user data', 'Would delete the staged user data'],
};

/** Sentences without a subject: `3 images: …`. */
const STAYS: Readonly<Record<Stays, string>> = {
  newest: 'among the newest of the lineage',
  'layers-of-newer': 'hold the first layers of one that stays',
  spared: 'just made, or held by a parameter before its present image',
  'no-lineage': 'have no lineage: the tag is missing',
  young: 'younger than `keep-days`, or in a bake than an hour',
  'being-made': 'being made',
  'failed-lately': 'failed less than an hour ago',
  protected: 'protected from deregistration: take that away first',
  public: 'public: anybody may be using them',
  unclear: 'in a state that says nothing',
  used: 'in use',
  shared: 'shared: take the share back first',
};

/** `2 images stay, in use: ami-1 (instance i-0a), ami-2 (parameter /golden/web).` */
export function staySentence({ why, count, first }: Stayed): string {
  const names = first
    .slice(0, 3)
    .map(({ id, more }) => (more === undefined ? id : `${id} (${more})`))
    .join(', ');
  return `${counted(count, 'image')} stay${count === 1 ? 's' : ''}, ${why}: ${names}${count > 3 ? ` and ${count - 3} more` : ''}.`;
}

const WENT: Readonly<Record<GoReason, string>> = {
  superseded: 'newer ones took its place',
  deprecated: 'deprecated',
  failed: 'it failed',
  stuck: 'it has been pending for too long',
};

/** `newer ones took its place, 40 days old` */
export function whyGone({ createdAt }: PruneImage, goes: GoReason, now: number): string {
  return `${WENT[goes]}, ${ageOf(now - createdAt)} old`;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export function ageOf(ms: number): string {
  if (ms < 2 * HOUR_MS) return seconds(ms);
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} hours`;
  return `${grouped(Math.floor(ms / DAY_MS))} days`;
}

function named({ id, name }: { readonly id: string; readonly name: string }): string {
  return name === '' ? id : `${id} (${name})`;
}
