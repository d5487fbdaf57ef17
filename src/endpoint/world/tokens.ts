import { refuse } from '../protocol/errors.js';
import type { Params } from '../protocol/query.js';

/** What a client token stands for: the request it came with, and what that request made. */
export interface Remembered {
  readonly request: string;
  readonly made: unknown;
}

/** Where a token holds. EC2 keeps those of launches into a given zone for that zone only. */
export function tokenKey(action: string, token: string, zone = ''): string {
  return JSON.stringify([action, token, zone]);
}

/** The request without what may differ between repetitions. */
export function requestOf(params: Params): string {
  return JSON.stringify(params, (name, value: unknown) => (name === 'DryRun' ? undefined : ordered(value)));
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the token made before, if it was used. Another request under the same token is refused. */
export function recall(tokens: ReadonlyMap<string, Remembered>, key: string, request: string): unknown {
  const remembered = tokens.get(key);
  if (remembered && remembered.request !== request) {
    throw refuse(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  }
  return remembered?.made;
}
