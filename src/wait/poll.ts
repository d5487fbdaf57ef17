import { type AwsFailure, isAwsFailure } from '../aws/errors.js';
import type { Clock, ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import { asLook } from './look.js';

/** What one look found: the awaited value, or in a few words what was seen instead. */
export type Seen<T> = { readonly done: T } | { readonly waiting: string };

/** When to look again. All in milliseconds. */
export interface Schedule {
  /** Before the first look. */
  readonly first: number;
  /** Between looks while the wait is young. */
  readonly every: number;
  /**
   * Between looks at most. The pause grows to it in proportion to the time waited, so that a long wait
   * costs few calls and yet is noticed within a small part of its length.
   */
  readonly most: number;
  /**
   * When it came true before, counted from `Poll.since`. Looks are sparser until shortly before, and close around it.
   */
  readonly due?: number;
}

export interface Poll<T> {
  /** What is awaited, for messages: `the signal of i-1`. */
  readonly what: string;
  readonly look: () => Promise<Seen<T>>;
  readonly schedule: Schedule;
  /** By the context's clock, in ms since 1970. */
  readonly deadline: number;
  /** When what is awaited began, in ms since 1970; undefined: with the wait itself. */
  readonly since?: number;
  /** No line in the log while it waits. */
  readonly quiet?: boolean;
  /** What to do when it never comes true. */
  readonly advice?: string;
}

/** A pause is this part of the time waited so far, within the schedule's bounds. */
const PAUSE_SHARE = 0.02;
/** Looks are close from this part before the time that it took before, to this part after it; at most so long. */
const DUE_MARGIN = 0.2;
const MOST_MARGIN_MS = 10_000;
/** Between looks, while it is too early by what is known: what got faster since then is noticed within this. */
const SPARSE_MS = 1_500;
/** A sign of life in the log, so that a long wait does not look like a hang. */
const HEARTBEAT_MS = 30_000;
/** Each look that AWS throttles doubles the pause, to this factor at most. */
const MOST_SLOWDOWN = 16;
/** So often in a row something on the way to AWS may refuse: a proxy that is set up so does it for ever. */
const MOST_KEPT = 3;

/**
 * The one loop that waits. Throttled looks slow it down, faults of AWS or the network are looked past
 * until the deadline, and anything else that `look` throws ends it, as does what keeps refusing in the place of AWS.
 *
 * Throws a `Failure` with the ID `timed-out` that tells what was seen, how often; and the signal's reason
 * when the run is cancelled.
 */
export async function poll<T>(
  context: Pick<ReadContext, 'clock' | 'signal' | 'log'>,
  wait: Poll<T>,
): Promise<T> {
  const { clock, signal } = context;
  const started = wait.since ?? clock.now();
  const seen = new Map<string, number>();
  let trouble: Trouble = { slowdown: 1, kept: 0 };
  let nextLine = clock.now() + HEARTBEAT_MS;
  await clock.sleep(wait.schedule.first, signal);
  for (;;) {
    const look = await lookOnce(wait.look);
    if ('done' in look) return look.done;
    trouble = after(trouble, look.failed);
    seen.set(look.waiting, (seen.get(look.waiting) ?? 0) + 1);
    if (wait.quiet !== true && clock.now() >= nextLine) {
      context.log.say(
        `Still waiting for ${wait.what}: ${look.waiting}, ${seconds(clock.now() - started)} so far${before(wait.schedule)}.`,
      );
      nextLine += HEARTBEAT_MS;
    }
    const left = wait.deadline - clock.now();
    if (left <= 0) throw timedOut(wait, clock.now() - started, seen);
    await clock.sleep(Math.min(pause(wait.schedule, clock.now() - started) * trouble.slowdown, left), signal);
  }
}

/** Milliseconds until the next look, after `waited` milliseconds. */
export function pause({ every, most, due }: Schedule, waited: number): number {
  const usual = Math.min(most, Math.max(every, waited * PAUSE_SHARE));
  if (due === undefined) return usual;
  const margin = Math.min(due * DUE_MARGIN, MOST_MARGIN_MS);
  const early = due - margin;
  // Sooner than ever before is possible too: the sparse looks go on, only not past the moment to look closely.
  if (waited < early) return Math.max(every, Math.min(Math.max(usual, SPARSE_MS), early - waited));
  return waited < due + margin + every ? every : usual;
}

function before({ due }: Schedule): string {
  return due === undefined ? '' : ` (it took ${seconds(due)} before)`;
}

type Look<T> = { readonly done: T } | { readonly waiting: string; readonly failed?: AwsFailure };

async function lookOnce<T>(look: () => Promise<Seen<T>>): Promise<Look<T>> {
  try {
    return await asLook(look);
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'throttle', 'fault')) throw thrown;
    return { waiting: `no answer (${thrown.code})`, failed: thrown };
  }
}

interface Trouble {
  readonly slowdown: number;
  /** How many looks in a row something else refused in the place of AWS. */
  readonly kept: number;
}

function after({ slowdown, kept }: Trouble, failed: AwsFailure | undefined): Trouble {
  const keptNow = failed?.keptFromAws === true ? kept + 1 : 0;
  if (failed !== undefined && keptNow === MOST_KEPT) throw failed;
  const throttled = failed?.kind === 'throttle';
  return {
    slowdown: throttled ? Math.min(slowdown * 2, MOST_SLOWDOWN) : Math.max(1, slowdown / 2),
    kept: keptNow,
  };
}

function timedOut(wait: Poll<unknown>, waited: number, seen: ReadonlyMap<string, number>): Failure {
  const what = [...seen].map(([text, times]) => `${text} (${times}×)`).join(', then ');
  const advice = wait.advice === undefined ? {} : { advice: wait.advice };
  return new Failure(
    'timed-out',
    `Gave up after ${seconds(waited)} of waiting for ${wait.what}. Seen: ${what || 'nothing'}.`,
    advice,
  );
}

/** `95 s` as people read it: `1 min 35 s`. */
export function seconds(ms: number): string {
  const whole = Math.round(ms / 1000);
  if (whole < 1) return `${(ms / 1000).toFixed(1)} s`;
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** The moment `ms` from now, for `Poll.deadline`. */
export function deadlineIn(clock: Clock, ms: number): number {
  return clock.now() + ms;
}
