/**
 * Time that passes only while everybody waits: an hour takes as long as the work that is done in it. Cloud, runs and the SDK
 * have it in common, so that the same sequence ends alike on a slow machine and on a fast one.
 */
import { subscribe } from 'node:diagnostics_channel';
import { setImmediate as turn } from 'node:timers/promises';
import { withGlobal } from '@sinonjs/fake-timers';
import type { Clock } from '../../../src/context.js';

export interface VirtualTime {
  readonly clock: Clock;
  /** Lets time pass until the work is done. Throws where all wait for something that no time will bring. */
  until<T>(work: Promise<T>): Promise<T>;
  /** Lets so many milliseconds pass. */
  pass(ms: number): Promise<void>;
}

/** Turns of the event loop in which nothing was on its way, before it counts as rest. */
const REST = 8;
/** What node is at, by its own list, while no timer runs: files, connections, compression. */
const BUSY = /^(FSReq|TCPConnect|GetAddrInfo|.*WriteWrap|Zlib)/;
/** So many real seconds without anything to wait for are a hang: a module may be on its way from another thread. */
const HANG_S = 10;

/** From now on, for this process. Before anything is loaded that keeps the real timers for itself. */
export function virtualTime(start: number): VirtualTime {
  const onTheirWay = new Set<{ readonly destroyed: boolean }>();
  const watch = (side: 'request' | 'response') => (message: unknown) =>
    void onTheirWay.add((message as Record<typeof side, { readonly destroyed: boolean }>)[side]);
  subscribe('http.client.request.start', watch('request'));
  subscribe('http.server.request.start', watch('response'));
  const busy = () => {
    for (const one of onTheirWay) if (one.destroyed) onTheirWay.delete(one);
    return onTheirWay.size > 0 || process.getActiveResourcesInfo().some((name) => BUSY.test(name));
  };
  // No intervals: node's own server has one, which would make time pass where nobody waits.
  const fake = withGlobal(globalThis).install({
    now: start,
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'],
    ignoreMissingTimers: true,
    shouldClearNativeTimers: true,
  });
  const clock: Clock = {
    now: () => Date.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', stop);
          resolve();
        }, ms);
        const stop = () => {
          clearTimeout(timer);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', stop, { once: true });
      }),
  };
  return {
    clock,
    async until(work) {
      const state = { ended: false };
      const end = () => void (state.ended = true);
      work.then(end, end);
      let rest = 0;
      let [since] = process.hrtime();
      while (!state.ended) {
        await turn();
        rest = busy() ? 0 : rest + 1;
        if (rest < REST) continue;
        if (fake.countTimers() > 0) {
          rest = 0;
          [since] = process.hrtime();
          fake.next();
        } else if (process.hrtime()[0] - since > HANG_S)
          throw new Error('All wait, and nothing is on its way.');
      }
      return work;
    },
    pass: async (ms) => fake.tickAsync(ms).then(() => undefined),
  };
}
