import type { WriteContext } from '../context.js';
import type { PruneRequest } from '../inputs/request.js';
import { PruneIncomplete } from '../prune/incomplete.js';
import { endExpired, findExpired } from '../prune/instances.js';
import { type ImageList, listImages } from '../prune/list.js';
import { heldBefore } from '../prune/previous.js';
import { removeBy, retireImages } from '../prune/retire.js';
import { isOfName, ofLineages, ofScope, type Scope } from '../prune/scope.js';
import { deleteOrphan, findOrphans } from '../prune/snapshots.js';
import { deleteStaged, findStaged } from '../prune/staged.js';
import { makeTally, staySentence, type Tally } from '../prune/tally.js';
import { usesIn } from '../prune/uses/look.js';
import { counted } from '../report/summary/words.js';
import { grouped } from '../grouped.js';
import type { PruneResult } from './result.js';

const DAY_MS = 86_400_000;

/**
 * Retires old images with their snapshots, and ends what dead runs left behind, in one region.
 *
 * @throws PruneIncomplete in the end, when something could not be removed
 */
export async function prune(request: PruneRequest, context: WriteContext): Promise<PruneResult> {
  const { run, log, phase } = context;
  const { imageName, dryRun } = request;
  const region = await context.region();
  const repository = request.scope === 'repository' ? run.repository : undefined;
  const work: Work = {
    request,
    scope: { repository, imageName },
    tally: makeTally(dryRun, log),
    context,
  };
  const images = await phase('Look at the images', () => lookAtImages(work));
  const ending = await phase('End what has outlived its time', () => endInstances(images, work));
  await phase('Retire images', () => retire(images, ending, work));
  await phase('Delete snapshots that no image uses', () => deleteSnapshots(work));
  const { stagingBucket } = request;
  if (stagingBucket !== undefined)
    await phase('Delete user data that nobody fetches', () => deleteObjects(stagingBucket, work));
  const result: PruneResult = {
    mode: 'prune',
    region,
    dryRun,
    repository,
    images: images.count,
    lineages: images.lineages,
    ...work.tally.facts(),
  };
  for (const sentence of sentences(result)) log.say(sentence);
  if (result.left.count > 0) throw new PruneIncomplete(result);
  return result;
}

interface Work {
  readonly request: PruneRequest;
  readonly scope: Scope;
  readonly tally: Tally;
  readonly context: WriteContext;
}

async function lookAtImages({ request, scope, tally, context }: Work): Promise<ImageList> {
  const wanted = ({ lineage }: { lineage: string | undefined }) => isOfName(lineage, scope.imageName);
  const filters = [ofScope(scope), ...ofLineages(scope)];
  const images = await listImages(filters, { keep: request.keepImages, wanted }, context);
  for (const [id, { why, name }] of images.kept.images) tally.stays(why, { id, name });
  context.log.say(
    `${counted(images.count, 'image')} of ${counted(images.lineages, 'lineage')}; of each lineage the newest ${request.keepImages} stay.`,
  );
  return images;
}

/** Returns the IDs of those that end, or would. */
async function endInstances(
  { imaging }: ImageList,
  { request, scope, tally, context }: Work,
): Promise<Set<string>> {
  const expired = await findExpired(scope, imaging, context);
  if (!request.dryRun) return endExpired(expired, tally, context);
  for (const one of expired) tally.gone(one.kind, { ...one, gib: 0 });
  return new Set(expired.map(({ id }) => id));
}

async function retire(
  { others, kept }: ImageList,
  ending: ReadonlySet<string>,
  { request, tally, context }: Work,
): Promise<void> {
  if (others.length === 0) return;
  const spare = new Set(await heldBefore([...kept.images.keys()], context));
  await retireImages(
    {
      ids: others,
      rules: { kept, spare, keepMs: request.keepDays * DAY_MS },
      uses: usesIn(context, ending),
      remove: request.dryRun ? undefined : removeBy(context),
    },
    tally,
    context,
  );
}

async function deleteSnapshots({ request, scope, tally, context }: Work): Promise<void> {
  for (const orphan of await findOrphans(scope, context)) {
    if (request.dryRun) tally.gone('snapshot', orphan);
    else await deleteOrphan(orphan, tally, context);
  }
}

async function deleteObjects(bucket: string, { request, tally, context }: Work): Promise<void> {
  for (const object of await findStaged(bucket, context)) {
    if (request.dryRun) tally.gone('object', object);
    else await deleteStaged(object, tally, context);
  }
}

/** What went, and what stayed and why, for the log. */
function sentences({ dryRun, gone, stayed }: PruneResult): string[] {
  const went = gone.map(({ kind, count, gib }) =>
    gib === 0 ? counted(count, kind) : `${counted(count, kind)} (volumes of ${grouped(gib)} GiB)`,
  );
  return [
    went.length === 0
      ? `There is nothing to remove.`
      : `${dryRun ? 'Would remove' : 'Removed'} ${went.join(', ')}.`,
    ...stayed.map(staySentence),
  ];
}
