import type { Params } from '../../protocol/query.js';
import { listOf, type Tree } from '../../protocol/xml.js';

/** What of a request an answer repeats. Both have the same names, and lists of `member`s. */
export function asAnswered(params: Params): { readonly [name: string]: Tree } {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, treeOf(value)]));
}

function treeOf(value: string | Params | undefined): Tree {
  if (typeof value !== 'object') return value;
  const { member } = value;
  if (typeof member !== 'object') return asAnswered(value);
  const members = Object.entries(member).sort(([one], [other]) => Number(one) - Number(other));
  return listOf(
    'member',
    members.map(([, each]) => treeOf(each)),
  );
}

export function members(list: readonly Tree[]): Tree {
  return listOf('member', list);
}

/** The parameters of these names that the request has. */
export function picked(params: Params, names: readonly string[]): Params {
  const found = names.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]] as const]));
  return Object.fromEntries(found);
}
