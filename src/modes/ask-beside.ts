import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext } from '../context.js';
import type { Pipeline } from '../inputs/request.js';
import { plannedAfterPart } from './after-part.js';
import { askAround } from './ask-permissions.js';
import { afterImage } from './image-part.js';
import type { Answer } from './permissions.js';
import type { Plan } from './read-half.js';
import type { Witness } from './witness.js';

export interface Beside {
  readonly then: readonly string[];
  readonly around: readonly Answer[];
}

/** What would be done with the image, and all that is asked about beside the launch itself. */
export async function askBeside(
  request: Pipeline,
  made: Plan,
  watched: Witness,
  context: ReadContext,
): Promise<Beside> {
  const then = await thenOf(request, made, watched.context).catch((thrown: unknown) => {
    // What is not allowed has been seen, and is told with all else that is missing.
    if (!isAwsFailure(thrown, 'permission')) throw thrown;
    return [];
  });
  const around = await askAround(request, { plan: made, seen: await watched.seen() }, context);
  return { then, around };
}

/** What would be done with the image. */
async function thenOf(request: Pipeline, { bake }: Plan, context: ReadContext): Promise<readonly string[]> {
  if (bake === undefined) return [];
  const { shown } = bake.start;
  const image = bake.passes.length > 0 || shown === undefined ? undefined : afterImage(bake, shown, true);
  return plannedAfterPart(image, bake.lineage, request.bake, context);
}
