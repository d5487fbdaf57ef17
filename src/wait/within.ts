import type { Clock } from '../context.js';
import { seconds } from './poll.js';

/** Does `work` with a signal that is aborted after `ms` milliseconds, so that nobody waits longer for it. */
export async function within<T>(
  ms: number,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const done = new AbortController();
  const timer = clock.sleep(ms, done.signal).then(
    () => limit.abort(new Error(`no answer within ${seconds(ms)}`)),
    () => undefined,
  );
  try {
    return await work(limit.signal);
  } finally {
    done.abort();
    await timer;
  }
}
