import { refuse } from '../../protocol/errors.js';
import { text } from '../../protocol/query.js';
import { requestOf, tokenKey } from '../../world/tokens.js';
import type { Call } from '../action.js';

/** What the same request under the same `ClientRequestToken` has answered before; else what `run` answers now. */
export function onceByToken<T>(call: Call, run: () => T): T {
  const { params, region, action } = call;
  const token = text(params, 'ClientRequestToken');
  if (token === undefined) return run();
  const key = tokenKey('cloudformation', token);
  const request = `${action} ${requestOf(params)}`;
  const before = region.tokens.get(key);
  if (before && before.request !== request) {
    throw refuse('TokenAlreadyExistsException', 'A client request token already exists.');
  }
  if (before) return before.made as T;
  const made = run();
  region.tokens.set(key, { request, made });
  return made;
}
