import type { Image } from '@aws-sdk/client-ec2';
import type { ReadContext, WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import { deadlineIn, poll, type Schedule, seconds } from '../wait/poll.js';
import type { Begun } from './image.js';

/** Copying the blocks of even the smallest volume takes longer. */
const SOONEST_MS = 10_000;
/** Close at first: whoever bakes little waits for this more than for anything else. */
const SCHEDULE: Omit<Schedule, 'first'> = { every: 500, most: 10_000 };
/** EC2's own words are "up to 24 hours", but then something is wrong. */
const LONGEST_MS = 5 * 3_600_000;
/** For so long EC2 may not show an image that it has just begun. */
const HIDDEN_MS = 60_000;

/** Thrown when an image that was being made is gone: who made it has given up. */
export class ImageVanished extends Failure {}

/** `since`: when EC2 began to make it, in ms since 1970; undefined: nobody knows, and it may be there already. */
export interface Awaited extends Pick<Begun, 'id' | 'name'> {
  readonly since?: number;
}

/**
 * Waits until the image is available, and returns it.
 *
 * @param tookBefore seconds that the last one of the lineage took
 * @throws Failure `image-failed` with EC2's reason, whatever the state is called; `ImageVanished`
 */
export function untilAvailable(
  { id, name, since }: Awaited,
  tookBefore: number | undefined,
  context: ReadContext,
): Promise<Image> {
  const { clock } = context;
  const hiddenUntil = deadlineIn(clock, HIDDEN_MS);
  let shown = false;
  return poll<Image>(context, {
    what: `the image ${id} to be available`,
    schedule: {
      ...SCHEDULE,
      first: since === undefined ? 0 : Math.max(0, since + SOONEST_MS - clock.now()),
      ...(tookBefore === undefined ? {} : { due: tookBefore * 1000 }),
    },
    ...(since === undefined ? {} : { since }),
    deadline: deadlineIn(clock, LONGEST_MS),
    advice: 'EC2 is slow with it today. It is retired now; run again.',
    look: async () => {
      const { Images: [image] = [] } = await context.ec2('DescribeImages', {
        Filters: [{ Name: 'image-id', Values: [id] }],
      });
      const { State: state = shown || clock.now() > hiddenUntil ? 'deregistered' : 'pending' } = image ?? {};
      shown ||= image !== undefined;
      if (image !== undefined && state === 'available') return { done: image };
      if (state === 'deregistered')
        throw new ImageVanished(
          'image-vanished',
          `The image ${id} (${name}) was retired while it was being made.`,
        );
      if (state !== 'pending' && state !== 'transient') throw failed(id, name, state, image);
      return { waiting: state };
    },
  });
}

function failed(id: string, name: string, state: string, image: Image | undefined): Failure {
  const { Message: said = 'EC2 gives no reason', Code: code } = image?.StateReason ?? {};
  return new Failure(
    'image-failed',
    `EC2 could not make the image ${id} (${name}): it is ${state}. ${said.replace(/\.$/, '')}${code === undefined ? '' : ` (${code})`}.`,
    {
      advice: /quota|limit/i.test(said)
        ? 'Ask for more EBS snapshots under Service Quotas, or `prune` old images.'
        : 'Run again. Often the KMS key may not be used, too many snapshots are being made at once, or the builder was ended meanwhile.',
    },
  );
}

/**
 * Has EC2 let nobody launch the image with version 1 of the metadata service by default. CreateImage takes no such wish,
 * and an image inherits it only from a base image that has it.
 */
export async function requireImdsV2({ ImageId, ImdsSupport }: Image, { ec2 }: WriteContext): Promise<void> {
  if (ImageId === undefined || ImdsSupport === 'v2.0') return;
  await ec2('ModifyImageAttribute', { ImageId, ImdsSupport: { Value: 'v2.0' } });
}

/** How long imaging took, in a sentence. */
export function tookSentence({ id, name }: Pick<Begun, 'id' | 'name'>, ms: number): string {
  return `The image ${id} (${name}) is available after ${seconds(ms)}.`;
}
