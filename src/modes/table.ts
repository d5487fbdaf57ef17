import type { WriteContext } from '../context.js';
import type { Request } from '../inputs/request.js';
import type { Mode } from '../inputs/table.js';
import { bake } from './bake.js';
import { launch } from './launch.js';
import { plan } from './plan.js';
import { prune } from './prune.js';
import { resolve } from './resolve.js';
import { rollout } from './rollout.js';
import type { Result } from './result.js';
import { terminate } from './terminate.js';

type Run<M extends Mode> = (request: Extract<Request, { mode: M }>, context: WriteContext) => Promise<Result>;

/** A mode without a function does not compile. */
const MODE: { readonly [M in Mode]: Run<M> } = {
  launch,
  rollout,
  plan,
  resolve,
  bake,
  prune,
  terminate,
};

export function runMode(request: Request, context: WriteContext): Promise<Result> {
  return (MODE[request.mode] as Run<Mode>)(request, context);
}
