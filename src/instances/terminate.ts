import { type AwsFailure, isAwsFailure } from '../aws/errors.js';
import type { ReadContext } from '../context.js';
import type { Ec2Sender } from '../aws/calls.js';
import { seconds } from '../wait/poll.js';
import { firstOf, LOOK_BATCH, lookAt } from './look.js';

type Context = Pick<ReadContext, 'clock' | 'signal' | 'log'> & { readonly ec2: Ec2Sender };

/** EC2 may not know an instance yet that it has just made; "not found" is believed only after this long. */
const NOT_FOUND_PATIENCE_MS = 30_000;
const PAUSE_MS = 1_000;
/** TerminateInstances takes more, but a look does not. */
const BATCH = LOOK_BATCH;

/**
 * Ends these instances; already ended ones are no error. Returns those that EC2 still did not know at the
 * end of the patience (in ms): they never existed, or are long gone.
 */
export async function endInstances(
  ids: readonly string[],
  context: Context,
  patience = NOT_FOUND_PATIENCE_MS,
): Promise<{ readonly unknown: readonly string[] }> {
  const unknown: string[] = [];
  for (let from = 0; from < ids.length; from += BATCH) {
    unknown.push(...(await endBatch(ids.slice(from, from + BATCH), context, patience)));
  }
  return { unknown };
}

async function endBatch(batch: readonly string[], context: Context, patience: number): Promise<string[]> {
  const until = context.clock.now() + patience;
  let unknown = await endKnown(batch, context);
  if (unknown.length > 0 && patience > 0)
    context.log.say(
      `EC2 does not know ${firstOf(unknown)} yet: trying again for up to ${seconds(patience)}.`,
    );
  while (unknown.length > 0 && context.clock.now() < until) {
    await context.clock.sleep(PAUSE_MS, context.signal);
    unknown = await endKnown(unknown, context);
  }
  return unknown;
}

/** Ends those that EC2 knows and returns the others. One unknown ID keeps EC2 from ending any, so it is taken out. */
async function endKnown(ids: readonly string[], context: Context): Promise<string[]> {
  const unknown: string[] = [];
  let left = ids;
  for (let refused = false; left.length > 0;) {
    try {
      await context.ec2('TerminateInstances', { InstanceIds: [...left] });
      break;
    } catch (thrown) {
      if (refused || !isAwsFailure(thrown, 'permission', 'not-yet')) throw thrown;
      refused = thrown.kind === 'permission';
      const parts = refused ? await partedByLook(left, thrown, context) : partedByName(left, thrown);
      unknown.push(...parts.unknown);
      left = parts.left;
    }
  }
  return unknown;
}

interface Parts {
  readonly unknown: readonly string[];
  readonly left: readonly string[];
}

/** EC2 says which IDs it does not know. */
function partedByName(ids: readonly string[], failure: AwsFailure): Parts {
  const unknown = ids.filter((id) => failure.said.includes(id));
  if (unknown.length === 0) throw failure;
  return { unknown, left: ids.filter((id) => !unknown.includes(id)) };
}

/**
 * A policy that allows this by tags refuses it for what has no tags: for what EC2 does not know yet, and for what has
 * ended or been forgotten. Where nobody can look, the refusal stands.
 */
async function partedByLook(ids: readonly string[], failure: AwsFailure, context: Context): Promise<Parts> {
  const facts = await lookAt(ids, context).catch(() => {
    throw failure;
  });
  return {
    unknown: ids.filter((id) => !facts.some((fact) => fact.id === id)),
    left: facts.filter(({ state }) => state !== 'terminated').map(({ id }) => id),
  };
}
