import type { ReadContext } from '../context.js';
import { resolveBase } from '../image/resolve.js';
import type { ResolveRequest } from '../inputs/request.js';
import type { ResolveResult } from './result.js';

/** Only the current base image. */
export async function resolve(request: ResolveRequest, context: ReadContext): Promise<ResolveResult> {
  const { image } = await resolveBase(request.base, context);
  context.log.say(`Base image: ${image.id} (${image.name}).`);
  return { mode: 'resolve', region: await context.region(), base: image };
}
