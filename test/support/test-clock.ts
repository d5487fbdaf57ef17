/** A clock that jumps to the next sleeper as soon as everybody sleeps: hours pass in no time, and exactly. */
import type { Clock, Log } from '../../src/context.js';

export function testClock(): Clock {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const sleepers: { at: number; wake: () => void }[] = [];
  let scheduled = false;
  const jump = () => {
    scheduled = false;
    sleepers.sort((a, b) => a.at - b.at);
    const next = sleepers.shift();
    if (next === undefined) return;
    now = Math.max(now, next.at);
    next.wake();
    plan();
  };
  const plan = () => {
    if (scheduled || sleepers.length === 0) return;
    scheduled = true;
    setImmediate(jump);
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(signal?.reason as Error);
        if (signal?.aborted === true) {
          fail();
          return;
        }
        signal?.addEventListener('abort', fail, { once: true });
        const wake = () => {
          signal?.removeEventListener('abort', fail);
          resolve();
        };
        sleepers.push({ at: now + ms, wake });
        plan();
      }),
  };
}

/** A log that keeps its lines. */
export function testLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    say: (sentence) => lines.push(sentence),
    detail: () => undefined,
    warn: (sentence) => lines.push(`warning: ${sentence}`),
    error: (sentence) => lines.push(`error: ${sentence}`),
    group: (_title, inside) => inside(),
  };
}
