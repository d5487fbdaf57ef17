import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { RolloutRequest } from '../inputs/request.js';
import { type Group, isEnding, readGroup } from '../rollout/group.js';
import type { RolloutPlan } from '../rollout/plan.js';
import { shrink } from '../rollout/settings.js';
import { poll } from '../wait/poll.js';
import type { RolloutResult } from './result.js';

const LOOKS = { first: 1_000, every: 1_000, most: 5_000 };
/** Instances that are protected from scaling in never go. */
const PATIENCE_MS = 60_000;

/**
 * Of a group that is to have fewer instances: the same, once it has, which may begin when it is what it should be. Auto Scaling
 * chooses which ones go.
 */
export async function whenShrunk(
  result: RolloutResult,
  { group }: RolloutPlan,
  { rollout }: RolloutRequest,
  context: WriteContext,
): Promise<RolloutResult> {
  const changed = await shrink(rollout, group, context);
  const { count } = rollout.create ?? {};
  if (changed.length === 0 || count === undefined) return result;
  const left = await context.phase(`Wait for ${count} instances`, () => remaining(group, count, context));
  const stay = new Set(left.map(({ id }) => id));
  const { action, instances } = result.rollout;
  const facts = {
    ...result.rollout,
    action: action === 'unchanged' ? ('changed' as const) : action,
    desired: count,
    instances: instances.filter(({ id }) => stay.has(id)),
  };
  context.announce({ rollout: facts });
  return { ...result, rollout: facts };
}

/** The instances that are not ending, once there are no more than `count` of them, or it takes too long. */
async function remaining({ name }: Group, count: number, context: WriteContext): Promise<Group['instances']> {
  let left: Group['instances'] = [];
  const look = async () => {
    const group = await readGroup(name, context);
    left = (group?.instances ?? []).filter((one) => !isEnding(one) && one.lifecycle !== 'Standby');
    return left.length <= count ? { done: true } : { waiting: `${left.length} instances` };
  };
  const deadline = context.clock.now() + PATIENCE_MS;
  await poll(context, {
    what: `${count} instances of the group ${name}`,
    schedule: LOOKS,
    deadline,
    look,
  }).catch((thrown: unknown) => {
    if (!(thrown instanceof Failure) || thrown.id !== 'timed-out') throw thrown;
    context.log.say(`Auto Scaling goes on ending instances of the group ${name} by itself.`);
  });
  return left;
}
