import type { ReadContext } from '../../context.js';
import { Failure } from '../../failure.js';
import { consoleTail } from '../console.js';
import { LOOK_BATCH, lookAt, type InstanceFacts } from '../look.js';

/** The instances that are waited for, and what was last seen of each. */
export interface Roster {
  readonly ids: readonly string[];
  readonly nitro: boolean;
  readonly seen: Map<string, InstanceFacts>;
}

export function makeRoster(ids: readonly string[], nitro: boolean): Roster {
  return { ids, nitro, seen: new Map() };
}

/** The facts of all, in the order of launch; of those that EC2 has not shown yet, none. */
export function factsOf({ ids, seen }: Roster): InstanceFacts[] {
  return ids.flatMap((id) => seen.get(id) ?? []);
}

export function notYetRunning({ ids, seen }: Roster): string[] {
  return ids.filter((id) => seen.get(id)?.state !== 'running');
}

/**
 * Looks at one batch of `ids` and notes what it sees. What is absent from the answer was just not visible:
 * what was seen before still counts. Throws when an instance has ended, with EC2's reason and its console.
 */
export async function look(roster: Roster, ids: readonly string[], context: ReadContext): Promise<void> {
  const facts = await lookAt(ids.slice(0, LOOK_BATCH), context);
  for (const fact of facts) roster.seen.set(fact.id, fact);
  const dead = facts.find(({ state }) => state !== 'pending' && state !== 'running');
  if (dead !== undefined) throw await ended(dead, roster, context);
}

/** An instance that ended before it was ready. */
export class InstanceEnded extends Failure {
  readonly instanceId: string;
  /** EC2's own words, which begin with the reason's code. */
  readonly why: string | undefined;

  constructor({ id, why }: InstanceFacts, message: string, more: { advice: string; evidence?: string }) {
    super('instance-ended', message, more);
    this.name = 'InstanceEnded';
    this.instanceId = id;
    this.why = why;
  }
}

async function ended(dead: InstanceFacts, roster: Roster, context: ReadContext): Promise<Failure> {
  const evidence = await consoleTail(dead.id, roster.nitro, context);
  const why = dead.why === undefined ? 'EC2 gives no reason' : `EC2's reason: ${dead.why.replace(/\.$/, '')}`;
  return new InstanceEnded(dead, `Instance ${dead.id} is ${dead.state} before it was ready. ${why}.`, {
    advice: adviceFor(dead.why ?? ''),
    ...(evidence === undefined ? {} : { evidence }),
  });
}

/** State reasons begin with their code. Source: EC2 API reference, StateReason. */
function adviceFor(why: string): string {
  if (why.startsWith('Client.InternalError'))
    return 'Often the KMS key of an encrypted volume may not be used: check its policy.';
  if (why.startsWith('Client.VolumeLimitExceeded'))
    return 'Ask for more EBS storage under Service Quotas, or delete volumes.';
  if (why.startsWith('Client.InstanceInitiatedShutdown'))
    return 'It shut itself down: look for shutdown or poweroff in its layers, or at a `ttl-minutes` that is too short.';
  if (why.startsWith('Server.SpotInstance'))
    return 'EC2 took the spot instance back: run again, with more instance types or with `market: on-demand`.';
  if (why.startsWith('Client.UserInitiated')) return 'Somebody, or another job, ended it.';
  return 'Run again; name more instance types or subnets if it stays.';
}
