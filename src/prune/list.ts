import type { Filter } from '@aws-sdk/client-ec2';
import { pagesOf } from '../aws/pages.js';
import { TAG } from '../aws/tags.js';
import type { LookContext } from './context.js';
import { pruneImage, type PruneImage } from './image.js';
import { type Kept, makeLineages } from './kept.js';

/** EC2 gives a thousand at a time, but so many images are some megabytes. */
const PAGE = 200;

export interface ImageList {
  readonly count: number;
  readonly lineages: number;
  readonly kept: Kept;
  /** IDs of those that may have to go: each is looked at again right before. */
  readonly others: readonly string[];
  /** Builders that images are being made from. */
  readonly imaging: ReadonlySet<string>;
}

/**
 * Goes through all images of this account that the filters find. Of the many that may have to go it holds the IDs alone, and
 * nothing is removed until the last page has been read: removing would move what is on the next.
 *
 * @param wanted whether it is one to look at, beyond what filters can say
 */
export async function listImages(
  filters: readonly Filter[],
  { keep, wanted }: { readonly keep: number; readonly wanted: (image: PruneImage) => boolean },
  { ec2, clock }: LookContext,
): Promise<ImageList> {
  const lineages = makeLineages(keep);
  const imaging = new Set<string>();
  const ids: string[] = [];
  const pages = pagesOf((token) =>
    ec2('DescribeImages', {
      Owners: ['self'],
      Filters: [{ Name: `tag:${TAG.role}`, Values: ['image'] }, ...filters],
      MaxResults: PAGE,
      ...token,
    }),
  );
  for await (const { Images = [] } of pages) {
    for (const image of Images.map((one) => pruneImage(one, clock.now())).filter(wanted)) {
      const { id, lineage, state, builderId } = image;
      ids.push(id);
      if (builderId !== undefined && (state === 'pending' || state === 'transient')) imaging.add(builderId);
      if (state === 'available' && lineage !== undefined) lineages.add(lineage, image);
    }
  }
  const kept = lineages.kept();
  const others = ids.filter((id) => !kept.images.has(id));
  return { count: ids.length, lineages: lineages.count(), kept, others, imaging };
}
