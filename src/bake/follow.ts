import type { Image } from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext } from '../context.js';
import { isAlive } from '../image/state.js';
import { poll } from '../wait/poll.js';
import { type BuilderFacts, findBuilders, IMAGING_MS, lookAtBuilder } from './builder.js';
import { findMadeOf } from './image.js';
import { CONSOLE_MS, heard } from './watch-builder.js';

/** What became of another run's builder. */
export type Followed =
  /** It is being imaged, or has been. */
  | { readonly became: 'image'; readonly image: Image }
  /** It has stopped well, and whoever launched it does nothing about it: it can be imaged. */
  | { readonly became: 'left'; readonly id: string }
  /** It comes to nothing. */
  | { readonly became: 'dead'; readonly id: string; readonly failed: boolean };

/** Whoever watches a builder images it within seconds of its stop. */
const ABANDONED_MS = 20_000;
/** As long as nobody knows how its layers ended, they wait for its console; or it stands between two of its images. */
const UNHEARD_MS = CONSOLE_MS + 60_000;
/** Where nothing says when a builder expires. */
const LONGEST_MS = 14 * 3_600_000;
/** A run gives its builder up five minutes after that should have stopped by itself. */
const GIVEN_UP_MS = 15 * 60_000;
/** How long EC2 may not show a builder that is there, by what it answered. */
const HIDDEN_MS = 15_000;

export interface Awaited {
  readonly builder: BuilderFacts;
  readonly fingerprint: string;
  /** For so long may its layers go on, where its own tags don't allow more. */
  readonly timeoutMs: number;
}

/**
 * Waits for what another run's builder comes to: an image of this fingerprint, however that run calls it, or nothing. One that
 * goes on for longer than its run would wait for it comes to nothing: that run is gone.
 */
export function follow(
  { builder, fingerprint, timeoutMs }: Awaited,
  context: ReadContext,
): Promise<Followed> {
  const { id, signal = '', expires = '' } = builder;
  const deadline = Date.parse(expires);
  let stoppedAt: number | undefined;
  let aliveSince = context.clock.now();
  const givenUpAt = () => {
    const itsOwn = Number.isNaN(deadline) ? 0 : deadline - IMAGING_MS;
    return Math.max(aliveSince + timeoutMs, itsOwn) + GIVEN_UP_MS;
  };
  return poll<Followed>(context, {
    what: `the builder ${id} of another run, which bakes the same`,
    schedule: { first: 1_000, every: 1_500, most: 5_000 },
    deadline: Number.isNaN(deadline) ? context.clock.now() + LONGEST_MS : deadline,
    advice: 'Nobody seems to care for it: end it, then run again.',
    look: async () => {
      const { state = 'terminated' } = (await lookAtBuilder(id, context)) ?? {};
      stoppedAt = state === 'stopped' ? (stoppedAt ?? context.clock.now()) : undefined;
      if (stoppedAt !== undefined) aliveSince = context.clock.now();
      if (ALIVE.includes(state))
        return context.clock.now() > givenUpAt()
          ? { done: { became: 'dead', id, failed: false } }
          : { waiting: state };
      const image = await findMadeOf(id, fingerprint, context);
      if (image !== undefined && isAlive(image)) return { done: { became: 'image', image } };
      if (stoppedAt === undefined) return { done: { became: 'dead', id, failed: false } };
      const done = await abandoned({ id, signal, stoppedFor: context.clock.now() - stoppedAt }, context);
      return done === undefined ? { waiting: state } : { done };
    },
  });
}

/** What is to be done with a stopped builder that nobody images; undefined: whoever launched it may still be at it. */
async function abandoned(
  { id, signal, stoppedFor }: { id: string; signal: string; stoppedFor: number },
  context: ReadContext,
): Promise<Followed | undefined> {
  if (stoppedFor < ABANDONED_MS) return undefined;
  const said = await heard(id, signal, context).catch(notOurs);
  if (said === undefined && stoppedFor < UNHEARD_MS) return undefined;
  return said?.kind === 'ok' ? { became: 'left', id } : { became: 'dead', id, failed: said !== undefined };
}

/** Whose console may not be read, because another repository launched it, cannot be imaged either. */
function notOurs(thrown: unknown): undefined {
  if (!isAwsFailure(thrown, 'permission')) throw thrown;
  return undefined;
}

const ALIVE = ['pending', 'running', 'stopping'];

/** A builder of this fingerprint that is not known to be dead; looked for until EC2 shows it, where it is known to be there. */
export async function findOther(
  fingerprint: string,
  dead: ReadonlySet<string>,
  known: boolean,
  context: ReadContext,
): Promise<BuilderFacts | undefined> {
  const until = context.clock.now() + (known ? HIDDEN_MS : 0);
  for (;;) {
    const found = (await findBuilders(fingerprint, context)).find(
      ({ id, step }) => step !== context.step && !dead.has(id),
    );
    if (found !== undefined || context.clock.now() >= until) return found;
    await context.clock.sleep(1_500, context.signal);
  }
}
