/** What can be asked about before there is anything that it would be about. */
import type { Verdict } from '../aws/dry-run.js';

/** Well formed, and never given out. */
const NONE = '0'.repeat(17);
export const NO_INSTANCE = `i-${NONE}`;
export const NO_IMAGE = `ami-${NONE}`;
export const NO_SNAPSHOT = `snap-${NONE}`;

export const NOT_ASKED: Verdict = { kind: 'not-asked', said: undefined };

/**
 * What an answer tells that was asked for one of these: a policy that allows a call on tagged things only refuses it for
 * one that is not there. A refusal that names something else, such as what is to be made, stands.
 */
export async function onNone(asked: Promise<Verdict>): Promise<Verdict> {
  const verdict = await asked;
  if (verdict.kind !== 'denied') return verdict;
  const [, resource] = /on resource: (\S+)/.exec(verdict.said) ?? [];
  return resource === undefined || resource.endsWith(NONE) ? NOT_ASKED : verdict;
}
