import type { ReadContext } from '../context.js';
import { baseSentence, resolveBase } from '../image/resolve.js';
import type { ResolveRequest } from '../inputs/request.js';
import { completeBase } from '../instances/template.js';
import type { ResolveResult } from './result.js';

/** Only the current base image. */
export async function resolve(request: ResolveRequest, context: ReadContext): Promise<ResolveResult> {
  const { image } = await resolveBase(completeBase(request.base, undefined), context);
  context.log.say(baseSentence(image));
  return { mode: 'resolve', region: await context.region(), base: image };
}
