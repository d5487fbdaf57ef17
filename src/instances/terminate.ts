import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext } from '../context.js';
import type { Ec2Sender } from '../aws/calls.js';

type Context = Pick<ReadContext, 'clock' | 'signal'> & { readonly ec2: Ec2Sender };

/** EC2 may not know an instance yet that it has just made; "not found" is believed only after this long. */
const NOT_FOUND_PATIENCE_MS = 30_000;
const PAUSE_MS = 1_000;
/** As many as one TerminateInstances call takes without complaint. */
const BATCH = 500;

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
  while (unknown.length > 0 && context.clock.now() < until) {
    await context.clock.sleep(PAUSE_MS, context.signal);
    unknown = await endKnown(unknown, context);
  }
  return unknown;
}

/** Ends those that EC2 knows and returns the others. One unknown ID keeps EC2 from ending any, so it is taken out. */
async function endKnown(ids: readonly string[], { ec2 }: Context): Promise<string[]> {
  const unknown: string[] = [];
  let left = [...ids];
  while (left.length > 0) {
    try {
      await ec2('TerminateInstances', { InstanceIds: left });
      break;
    } catch (thrown) {
      const named = isAwsFailure(thrown, 'not-yet') ? left.filter((id) => thrown.said.includes(id)) : [];
      if (named.length === 0) throw thrown;
      unknown.push(...named);
      left = left.filter((id) => !named.includes(id));
    }
  }
  return unknown;
}
