/**
 * A run inside this process that can be killed as a process can: from one moment on nothing of it goes on. What it asked
 * before is served, and its answer goes nowhere.
 */
import type { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

export interface Life {
  readonly over: boolean;
  readonly requests: Set<ClientRequest>;
  /** No timer of it fires any more, no answer reaches it. */
  end(): void;
  onEnd(told: () => void): void;
  /** It sends a request, its `n`-th. */
  sends(n: number): void;
}

let current: AsyncLocalStorage<Life> | undefined;

export function freezable(lives: AsyncLocalStorage<Life>, onRequest: (n: number) => void): Life {
  watch(lives);
  const requests = new Set<ClientRequest>();
  const told: (() => void)[] = [];
  let over = false;
  return {
    get over() {
      return over;
    },
    requests,
    end() {
      over = true;
      for (const request of requests) silence(request);
      for (const tell of told) tell();
    },
    onEnd: (tell) => void told.push(tell),
    sends: onRequest,
  };
}

function silence(request: ClientRequest): void {
  request.removeAllListeners();
  request.on('error', () => undefined);
  request.destroy();
}

/** Once for this process: whose request it is, and whose timer. */
function watch(lives: AsyncLocalStorage<Life>): void {
  if (current === lives) return;
  current = lives;
  const sent = new WeakMap<Life, number>();
  subscribe('http.client.request.start', (message) => {
    const life = lives.getStore();
    const { request } = message as { request: ClientRequest };
    if (life === undefined) return;
    if (life.over) {
      silence(request);
      return;
    }
    life.requests.add(request);
    request.once('close', () => life.requests.delete(request));
    const n = (sent.get(life) ?? 0) + 1;
    sent.set(life, n);
    life.sends(n);
  });
  freezeTimers(lives);
}

/** Wraps what there is now, be it node's own timers or fake ones. */
function freezeTimers(lives: AsyncLocalStorage<Life>): void {
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const original = globalThis[name] as (...args: unknown[]) => unknown;
    const wrapped = (call: (...args: unknown[]) => unknown, ...rest: unknown[]) => {
      const life = lives.getStore();
      return original((...args: unknown[]) => (life?.over === true ? undefined : call(...args)), ...rest);
    };
    Object.assign(globalThis, { [name]: Object.assign(wrapped, original) });
  }
}
