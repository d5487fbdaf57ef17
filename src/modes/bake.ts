import type { WriteContext } from '../context.js';
import type { BakeRequest } from '../inputs/request.js';
import { afterPart } from './after-part.js';
import { imagePart } from './image-part.js';
import { plannedFacts } from './planned.js';
import { makePlan } from './read-half.js';
import type { BakeFacts, BakeResult } from './result.js';

/** Only the image. */
export async function bake(request: BakeRequest, context: WriteContext): Promise<BakeResult> {
  const plan = await context.phase('Resolve and look up', () => makePlan(request, context));
  const { image, imageSource, bake: facts, made } = await imagePart(plan, request, context);
  const after = made && (await afterPart(made, request.bake, context));
  return {
    mode: 'bake',
    ...plannedFacts(plan, request),
    amiId: image.id,
    imageSource,
    bake: { ...(facts as BakeFacts), after }, // A request to bake has layers.
  };
}
