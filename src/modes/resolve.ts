import type { ReadContext } from '../context.js';
import { renewLock } from '../image/renew.js';
import { baseSentence, resolveBase, type Resolved } from '../image/resolve.js';
import { type BaseImageSource, type FollowedSource, sourceName } from '../image/sources.js';
import type { LockPart, ResolveRequest } from '../inputs/request.js';
import { completeBase } from '../instances/template.js';
import type { LockFacts, ResolveResult } from './result.js';

/** Only the current base image; and what a lock file should say, where one is named. */
export async function resolve(request: ResolveRequest, context: ReadContext): Promise<ResolveResult> {
  const needs = completeBase(request.base, undefined);
  const resolved = await resolveBase(needs, context);
  context.log.say(baseSentence(resolved.image));
  const lock = request.lock && (await renewed(request.lock, { source: needs.source, resolved }, context));
  return { mode: 'resolve', region: await context.region(), base: resolved.image, lock };
}

async function renewed(
  { path, now: old }: LockPart,
  { source, resolved: { image, pin } }: { source: BaseImageSource; resolved: Resolved },
  context: ReadContext,
): Promise<LockFacts> {
  const followed = source as FollowedSource; // The rules of the inputs refuse the others beside `lock-file`.
  const fresh = { region: await context.region(), architecture: image.architecture, pin };
  const { changed, text, images } = await renewLock(followed, { path, old, fresh }, context);
  for (const { region, architecture, before, now } of images) {
    if (before?.id !== now.id)
      context.log.say(
        `${path}, ${region} ${architecture}: ${before === undefined ? '' : `${before.id} (${before.name}) becomes `}${now.id} (${now.name}).`,
      );
  }
  if (!changed) context.log.say(`${path} is up to date.`);
  return { path, source: sourceName(source), changed, text, images };
}
