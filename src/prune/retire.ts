import { isAwsFailure } from '../aws/errors.js';
import { inBatches } from '../aws/pages.js';
import { removeImage, type LeftSnapshot } from '../image/remove.js';
import type { LookContext, RemoveContext } from './context.js';
import { pruneImage, type PruneImage } from './image.js';
import { type GoReason, judge, type Rules } from './judge.js';
import { type Tally, whyGone } from './tally.js';
import type { LookForUses } from './uses/look.js';
import { MOST_ASKED } from './uses/references.js';
import { sharesOf } from './uses/shares.js';

/** How an image is removed. Plans have nothing that could. */
export type Remove = (imageId: string) => Promise<readonly LeftSnapshot[]>;

export function removeBy(context: RemoveContext): Remove {
  return (id) => removeImage(id, context);
}

export interface Retiring {
  readonly ids: readonly string[];
  readonly rules: Omit<Rules, 'now'>;
  readonly uses: LookForUses;
  /** Undefined: it is only told what would go. */
  readonly remove: Remove | undefined;
}

/** How many are looked at again together. */
const BATCH = 5 * MOST_ASKED;

/**
 * Retires those of these images that may go and that nothing uses, a few at a time: each few are asked about and removed
 * before the next are. Other runs may be at it, too.
 */
export async function retireImages(
  { ids, rules, uses, remove }: Retiring,
  tally: Tally,
  context: LookContext,
): Promise<void> {
  for (const batch of inBatches(ids, BATCH)) {
    const now = context.clock.now();
    const going = (await lookAgain(batch, context)).flatMap((image): Going[] => {
      const verdict = judge(image, { ...rules, now });
      if ('goes' in verdict) return [{ image, goes: verdict.goes }];
      tally.stays(verdict.stays, image);
      return [];
    });
    for (const few of inBatches(going, MOST_ASKED)) {
      for (const { image, goes } of await unused(few, uses, tally, context)) {
        context.signal.throwIfAborted();
        await retire(image, whyGone(image, goes, now), remove, tally);
      }
    }
  }
}

interface Going {
  readonly image: PruneImage;
  readonly goes: GoReason;
}

/** As they are now; those that are gone meanwhile are left out. */
async function lookAgain(ids: readonly string[], { ec2, clock }: LookContext): Promise<PruneImage[]> {
  const { Images = [] } = await ec2('DescribeImages', {
    Owners: ['self'],
    Filters: [{ Name: 'image-id', Values: [...ids] }],
  });
  return Images.map((image) => pruneImage(image, clock.now()));
}

async function unused(
  few: readonly Going[],
  uses: LookForUses,
  tally: Tally,
  context: LookContext,
): Promise<Going[]> {
  const shares = await Promise.all(few.map(({ image }) => sharesOf(image, context)));
  // Last of all, so that nothing comes between this answer and the removal.
  const used = await uses(few.map(({ image }) => image.id));
  return few.filter(({ image }, index) => {
    const by = used.get(image.id) ?? [];
    const shared = shares[index] ?? [];
    if (by.length > 0) tally.stays('used', image, some(by));
    else if (shared.length > 0) tally.stays('shared', image, `with ${some(shared)}`);
    return by.length === 0 && shared.length === 0;
  });
}

/** That one cannot be retired does not keep the others, unless nobody is signed in any longer. */
async function retire(
  { id, name, gib }: PruneImage,
  why: string,
  remove: Remove | undefined,
  tally: Tally,
): Promise<void> {
  try {
    const left = (await remove?.(id)) ?? [];
    tally.gone('image', { id, name, why, gib });
    for (const snapshot of left) tally.failed('snapshot', { id: snapshot.id, name }, snapshot.why);
  } catch (thrown) {
    if (!isAwsFailure(thrown) || thrown.kind === 'credentials') throw thrown;
    tally.failed('image', { id, name }, thrown);
  }
}

function some(texts: readonly string[]): string {
  return texts.length <= 3
    ? texts.join(', ')
    : `${texts.slice(0, 3).join(', ')} and ${texts.length - 3} more`;
}
