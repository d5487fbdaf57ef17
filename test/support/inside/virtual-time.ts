/**
 * Time that passes only while everybody waits: an hour takes as long as the work that is done in it. Cloud, runs and the SDK
 * have it in common, so that the same sequence ends alike on a slow machine and on a fast one.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
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
const HALF = REST / 2;
/** What node is at, by its own list, while no timer runs: files, connections, compression. */
const BUSY = /^(FSReq|TCPConnect|GetAddrInfo|.*WriteWrap|Zlib)/;
/** So many real seconds without anything to wait for are a hang: what node loads from other threads cannot be seen. */
const HANG_S = 10;

interface OnItsWay {
  readonly destroyed: boolean;
}

/** Whether anything is on its way. What a fault of the endpoint holds back waits for time like everybody else. */
function watchWork(): (rest: number) => boolean {
  const [asked, answering, held] = [new Set<OnItsWay>(), new Set<OnItsWay>(), new Set<OnItsWay>()];
  const served = new AsyncLocalStorage<OnItsWay>();
  subscribe('http.client.request.start', (message) => {
    asked.add((message as { readonly request: OnItsWay }).request);
  });
  subscribe('http.server.request.start', (message) => {
    const { response } = message as { readonly response: OnItsWay };
    answering.add(response);
    served.enterWith(response);
  });
  subscribe('ami-launch.endpoint.held', () => {
    const response = served.getStore();
    if (response !== undefined) held.add(response);
  });
  const isWork = remembered((name) => BUSY.test(name));
  return (rest) => {
    for (const all of [asked, answering, held]) for (const one of all) if (one.destroyed) all.delete(one);
    if (Math.max(asked.size, answering.size) > held.size) return true;
    // The list is long where hundreds wait side by side: it is asked for last, and not at each turn.
    return (rest + 1) % HALF === 0 && process.getActiveResourcesInfo().some(isWork);
  };
}

/** From now on, for this process. Before anything is loaded that keeps the real timers for itself. */
export function virtualTime(start: number): VirtualTime {
  const busy = watchWork();
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
      let moved = process.hrtime()[0];
      while (!state.ended) {
        await turn();
        rest = busy(rest) ? 0 : rest + 1;
        if (rest < REST) {
          moved = process.hrtime()[0];
          continue;
        }
        if (fake.countTimers() > 0) {
          rest = 0;
          fake.next();
        } else if (process.hrtime()[0] > moved + HANG_S)
          throw new Error('All wait, and nothing is on its way.');
      }
      return work;
    },
    pass: async (ms) => fake.tickAsync(ms).then(() => undefined),
  };
}

function remembered(ask: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const answer = known.get(name) ?? ask(name);
    known.set(name, answer);
    return answer;
  };
}
