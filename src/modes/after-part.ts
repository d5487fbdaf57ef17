import { afterBake } from '../after/after.js';
import type { BakedImage } from '../after/in-region.js';
import { plannedAfter } from '../after/planned.js';
import type { ReadContext, WriteContext } from '../context.js';
import type { BakePart } from '../inputs/request.js';
import { retireLineage, wouldRetire } from '../prune/lineage.js';
import type { AfterFacts } from './result.js';

/** A baked image, and what it is one of. */
export interface AfterImage extends BakedImage {
  readonly lineage: string;
}

/** Copies, shares, deprecates and publishes the image; then older ones of its lineage may go, wherever it has copies. */
export async function afterPart(
  image: AfterImage,
  { after, kmsKeyId }: BakePart,
  context: WriteContext,
): Promise<AfterFacts | undefined> {
  if (!hasAfter(after)) return undefined;
  return context.phase('Hand the image on', async () => {
    const done = await afterBake(image, { after, kmsKeyId }, context);
    const places = [{ region: await context.region(), id: image.id }, ...done.copies];
    return {
      ...done,
      retired: after.keepImages === undefined ? [] : await retire(places, image, after.keepImages, context),
    };
  });
}

function hasAfter({
  copies,
  shareWith,
  publishParameter,
  deprecateAfterDays,
  keepImages,
}: BakePart['after']): boolean {
  return (
    copies.length + shareWith.length > 0 ||
    [publishParameter, deprecateAfterDays, keepImages].some((one) => one !== undefined)
  );
}

interface Where {
  readonly region: string;
  readonly id: string;
}

async function retire(
  places: readonly Where[],
  { lineage }: AfterImage,
  keep: number,
  context: WriteContext,
): Promise<AfterFacts['retired']> {
  const gone = await Promise.all(
    places.map(async ({ region, id }) => {
      const { ec2, ssm, autoscaling } = context.at(region);
      const { retired } = await retireLineage(
        { lineage, keep, spare: [id] },
        { ...context, ec2, ssm, autoscaling },
      );
      return retired.map((one) => ({ region, id: one }));
    }),
  );
  return gone.flat();
}

/** The same in sentences, as far as it is not so already. Nothing is changed. */
export async function plannedAfterPart(
  image: AfterImage | undefined,
  lineage: string,
  { after, kmsKeyId }: BakePart,
  context: ReadContext,
): Promise<string[]> {
  const told = await plannedAfter(image, { after, kmsKeyId }, context);
  if (after.keepImages === undefined) return told;
  // The image that is still to be baked will be one of those that stay.
  const keep = image === undefined ? Math.max(0, after.keepImages - 1) : after.keepImages;
  const { retired } = await wouldRetire(
    { lineage, keep, spare: image === undefined ? [] : [image.id] },
    context,
  );
  return [...told, ...retired.map((id) => `The older image ${id} of ${lineage} would be retired.`)];
}
