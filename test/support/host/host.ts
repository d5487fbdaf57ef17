/** The process that runs a test file's steps, one beside the other, each as if in a process of its own. See `start.ts`. */
import { setTimeout as timer } from 'node:timers/promises';
import type { Clock } from '../../../src/context.js';
import { jobIn } from '../inside/job.js';
import type { Step } from '../runner.js';
import type { Told } from './messages.js';

/** Date and timers are the fast ones of `fast-clock.cjs`, as they are for the SDK. */
const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await timer(ms, undefined, signal && { signal });
    } catch (thrown) {
      signal?.throwIfAborted();
      throw thrown;
    }
  },
};
/** `fast-clock.cjs`'s: the cloud's clock may have been put forward since. */
const setNow = (globalThis as { setFastClock?: (now: number) => void }).setFastClock;
const steps = new Map<number, Step>();

process.on('message', (told: Told) => {
  if (told.do === 'kill') steps.get(told.step)?.kill(told.signal);
  else start(told);
});
// The test file has ended, however it did.
process.on('disconnect', () => process.exit());

function start({ step, place, env, now, inputs, after }: Extract<Told, { do: 'start' }>): void {
  setNow?.(now);
  const job = jobIn(place, { clock, env });
  const started = after === undefined ? job.start(inputs) : job.startPost(after);
  steps.set(step, started);
  void started.ended.then(async (end) => {
    steps.delete(step);
    await untilAllArrived();
    process.send?.({ step, end });
  });
}

/**
 * A look that a step breaks off at its end may still be on its way, where a process of its own would have ended with it: what
 * is asked of the endpoint now comes after that, and a test that counts requests has all of them.
 */
async function untilAllArrived(): Promise<void> {
  const url = `${process.env['AWS_ENDPOINT_URL'] ?? ''}/_control/settings`;
  await fetch(url, { method: 'POST', body: '{}' });
}
