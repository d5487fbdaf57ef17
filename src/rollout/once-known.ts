import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext } from '../context.js';
import { deadlineIn, seconds } from '../wait/poll.js';

/** A launch template or an instance profile made a moment ago is unknown to Auto Scaling for seconds. */
const PATIENCE_MS = 20_000;
const PAUSE_MS = 1_000;
/** The template or the version itself; what a template names and is not there, such as a key pair, never comes to be. */
const NOT_YET =
  /specified launch template, with template (ID|name) [^\s,]+,? does not exist|specified version \S+ for the launch template|launch template version \S+ does not exist|invalid iam ?instance ?profile/i;

/** Sends once, and again only while Auto Scaling does not know yet what was made for it. */
export async function onceKnown<T>(
  send: () => Promise<T>,
  { clock, log, signal }: Pick<ReadContext, 'clock' | 'log' | 'signal'>,
): Promise<T> {
  const deadline = deadlineIn(clock, PATIENCE_MS);
  for (let first = true; ; first = false) {
    try {
      return await send();
    } catch (thrown) {
      const notYet = isAwsFailure(thrown) && thrown.code === 'ValidationError' && NOT_YET.test(thrown.said);
      if (!notYet || clock.now() > deadline) throw thrown;
      if (first)
        log.say(`Auto Scaling does not know all of it yet: trying again for up to ${seconds(PATIENCE_MS)}.`);
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}
