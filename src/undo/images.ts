import type { Image } from '@aws-sdk/client-ec2';
import { TAG } from '../aws/tags.js';
import { removeSnapshots, tryToRemove } from '../image/remove.js';
import { seconds } from '../wait/poll.js';
import type { Undo, UndoContext, UndoLimits } from './kinds.js';
import type { OpenEntry } from './ledger.js';

const FIRST_PAUSE_MS = 1_000;

/**
 * Retires the half-made images of the step with their snapshots. One that is complete stays: it is what the next run
 * would make again.
 */
export const undoImages: Undo = async (entries, limits, context) => {
  const images = await findImages(entries, limits, context);
  const complete = images.filter(({ State }) => State === 'available');
  for (const { ImageId } of complete)
    context.log.say(`${ImageId ?? ''} was complete already: it stays, for the next run to reuse.`);
  const seen = images.flatMap(({ ImageId }) => ImageId ?? []);
  const unseen = entries.flatMap(({ ids }) => ids).filter((id) => !seen.includes(id));
  const halfMade = images
    .filter((image) => !complete.includes(image))
    .flatMap(({ ImageId }) => ImageId ?? []);
  const unknown: string[] = [];
  for (const id of [...halfMade, ...unseen])
    if ((await tryToRemove(id, context)) === undefined) unknown.push(id);
  await removeSnapshots([{ Name: `tag:${TAG.step}`, Values: [context.step] }], context);
  return {
    ended: halfMade.map((id) => `${id} (half-made)`),
    // EC2 may not know yet what it has just made. Who has looked for long enough may believe it.
    unknown: limits.lookForMs > 0 ? [] : unknown,
  };
};

/** This step's images by its tag, looked for as often as the limits and the doubts ask for. */
async function findImages(
  entries: readonly OpenEntry[],
  limits: UndoLimits,
  context: UndoContext,
): Promise<Image[]> {
  const { clock, ec2, log, signal, step } = context;
  const until = clock.now() + limits.lookForMs;
  const ids = entries.flatMap((entry) => entry.ids);
  const missing = (found: readonly Image[]) =>
    entries.some(({ answered }) => !answered)
      ? found.length < entries.length
      : ids.some((id) => !found.some(({ ImageId }) => ImageId === id));
  for (let pause = FIRST_PAUSE_MS; ; pause *= 1.5) {
    const { Images = [] } = await ec2('DescribeImages', {
      Owners: ['self'],
      Filters: [{ Name: `tag:${TAG.step}`, Values: [step] }],
    });
    if (!missing(Images) || clock.now() >= until) return Images;
    if (pause === FIRST_PAUSE_MS)
      log.say(
        `EC2 does not show yet what was being imaged: looking again for up to ${seconds(limits.lookForMs)}.`,
      );
    await clock.sleep(pause, signal);
  }
}
