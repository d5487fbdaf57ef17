import type { Parameter } from '@aws-sdk/client-ssm';
import { isAwsFailure } from '../aws/errors.js';
import { inBatches } from '../aws/pages.js';
import type { LookContext } from './context.js';
import { parameterOf, referencesTo } from './uses/references.js';

/** SSM takes at most this many names. Source: SSM API reference, GetParameters. */
const MOST_NAMES = 10;

/**
 * The images that SSM parameters held before those that they hold now: one step back has to stay possible.
 *
 * @param kept images that stay; the parameters that hold one of them are looked at
 */
export async function heldBefore(kept: readonly string[], context: LookContext): Promise<string[]> {
  const references = await referencesTo(kept, context);
  const names = references
    .filter(({ type }) => type === 'ssm:Parameter')
    .flatMap(({ arn }) => possibleNames(parameterOf(arn)));
  const current = await readParameters([...new Set(names)], context);
  const before = current.flatMap(({ Name = '', Version = 1 }) =>
    Version > 1 ? [`${Name}:${Version - 1}`] : [],
  );
  const earlier = await readParameters(before, context);
  return earlier.flatMap(({ Value }) => Value ?? []);
}

/** Whether a name without a path begins with a slash, its ARN does not tell. */
function possibleNames(name: string): string[] {
  return name.lastIndexOf('/') === 0 ? [name, name.slice(1)] : [name];
}

/** Names that aren't there are left out, and so are those that may not be read. */
async function readParameters(names: readonly string[], context: LookContext): Promise<Parameter[]> {
  const found = await Promise.all(inBatches(names, MOST_NAMES).map((batch) => readBatch(batch, context)));
  return found.flat();
}

async function readBatch(Names: string[], context: LookContext): Promise<Parameter[]> {
  try {
    return (await context.ssm('GetParameters', { Names })).Parameters ?? [];
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'permission')) throw thrown;
    // One that may not be read keeps SSM from telling of the others.
    if (Names.length > 1) return (await Promise.all(Names.map((name) => readBatch([name], context)))).flat();
    context.log.warn(
      `Which image the parameter ${Names.join()} held before is not known, so that one may go: allow \`ssm:GetParameters\` on it to keep it.`,
    );
    return [];
  }
}
