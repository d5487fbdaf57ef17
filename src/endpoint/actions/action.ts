import { refuse } from '../protocol/errors.js';
import { flag, type Params } from '../protocol/query.js';
import type { TreeNode } from '../protocol/xml.js';
import type { Host } from '../hosts/host.js';
import type { Region, World } from '../world/state.js';

/** One request of the query protocol, with all that an action may look at or change. */
export interface Call {
  readonly world: World;
  readonly region: Region;
  readonly host: Host;
  readonly action: string;
  readonly params: Params;
  /** Cloud ms; the same throughout the request. */
  readonly now: number;
  /** ARNs of what the request has to do without, for want of a permission. */
  readonly without: ReadonlySet<string>;
}

export interface Action {
  /** The top-level parameters that it knows, apart by spaces. Others are refused, never ignored. */
  readonly takes: string;
  /** Returns the answer under its wire names. */
  run(call: Call): TreeNode;
}

/** The answer of the many actions that have nothing to say. */
export const DONE: TreeNode = { return: true };

/** Permission was asked for before, so a dry run succeeds once the request itself was found right. */
export function unlessDryRun({ params }: Call): void {
  if (flag(params, 'DryRun')) {
    throw refuse('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
  }
}

const ALWAYS = ['Action', 'Version', 'DryRun'];

export function refuseUnknown(action: Action, params: Params): void {
  const known = new Set([...ALWAYS, ...action.takes.split(' ')]);
  const unknown = Object.keys(params).find((name) => !known.has(name));
  if (unknown !== undefined) throw refuse('UnknownParameter', `The parameter ${unknown} is not recognized`);
}
