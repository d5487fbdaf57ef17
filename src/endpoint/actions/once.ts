import { text } from '../protocol/query.js';
import { recall, requestOf, tokenKey } from '../world/tokens.js';
import type { Call } from './action.js';

/** What the request's client token made before, if it was used; else what `make` makes now, kept under the token. */
export function once<T extends object>(call: Call, make: () => T): T {
  const { params, action, region } = call;
  const token = text(params, 'ClientToken');
  if (token === undefined) return make();
  const key = tokenKey(action, token);
  const request = requestOf(params);
  const before = recall(region.tokens, key, request) as T | undefined;
  if (before) return before;
  const made = make();
  region.tokens.set(key, { request, made });
  return made;
}
