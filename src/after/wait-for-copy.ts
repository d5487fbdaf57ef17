import type { Image } from '@aws-sdk/client-ec2';
import type { Clients } from '../aws/clients.js';
import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import { deadlineIn, poll, seconds } from '../wait/poll.js';
import { isAlive, isComplete } from '../image/state.js';
import { lookAt } from './look.js';

/** A copy takes minutes, with large disks and busy regions hours. */
const LONGEST_MS = 3 * 60 * 60_000;
const SCHEDULE = { first: 1_000, every: 1_500, most: 15_000 };
/** For so long may an image that was just made be unknown to EC2. */
const PATIENCE_MS = 60_000;

/** A copy that came to nothing. */
export class CopyFailed extends Failure {}

/**
 * Waits until a copy is available, and returns it. Throws a `CopyFailed` with EC2's reason when it fails, whatever that
 * state is called, or is gone; a `timed-out` after three hours.
 */
export function waitForCopy(
  { id, region, clients }: { id: string; region: string; clients: Pick<Clients, 'ec2'> },
  context: WriteContext,
): Promise<Image> {
  const { clock } = context;
  let lastSeen = clock.now();
  return poll(context, {
    what: `the copy ${id} in ${region}`,
    schedule: SCHEDULE,
    deadline: deadlineIn(clock, LONGEST_MS),
    advice: 'Run again: the next run copies what is missing, and bakes nothing.',
    look: async () => {
      const image = await lookAt(id, clients.ec2);
      if (image === undefined) {
        if (clock.now() - lastSeen <= PATIENCE_MS) return { waiting: 'not seen yet' };
        const gone = `EC2 in ${region} has not shown the copy ${id} for ${seconds(PATIENCE_MS)}: somebody retired it.`;
        throw new CopyFailed('copy-failed', gone, { advice: 'Run again: only what is missing is copied.' });
      }
      lastSeen = clock.now();
      if (isComplete(image)) return { done: image };
      if (isAlive(image)) return { waiting: image.State ?? 'pending' };
      throw failed(image, region);
    },
  });
}

function failed(
  { ImageId: id = '', State: state = 'failed', StateReason: why }: Image,
  region: string,
): CopyFailed {
  const reason = (why?.Message ?? why?.Code ?? 'EC2 gives no reason').replace(/\.$/, '');
  return new CopyFailed('copy-failed', `The copy ${id} in ${region} is ${state}: ${reason}.`, {
    advice: `Where a key is meant, check that ${region} has it and that this role may use it; else run again: only what is missing is copied.`,
  });
}
