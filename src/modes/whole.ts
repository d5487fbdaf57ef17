import type { WriteContext } from '../context.js';
import type { RolloutRequest } from '../inputs/request.js';
import { isUnproven, unclaim } from '../rollout/claim.js';
import { type Group, isOf, rolledInstance } from '../rollout/group.js';
import { untilInService } from '../rollout/in-service.js';
import { lacking } from '../rollout/lacking.js';
import type { RolloutPlan } from '../rollout/plan.js';
import type { RolloutResult } from './result.js';
import { readyNeeds } from './roll-group.js';

interface Whole {
  /** With the group as it was put right. */
  readonly plan: RolloutPlan;
  /** As it was before. */
  readonly before: Group;
}

const NOBODY = { isReady: () => false };

/**
 * Of a group that has not to be rolled: the same, once it is whole, and what was not in service before is ready. It may have
 * been given more just now, or be healing. Of one that a roll-out left without finding it good, nothing counts as ready.
 */
export async function whenWhole(
  result: RolloutResult,
  { plan, before }: Whole,
  request: RolloutRequest,
  context: WriteContext,
): Promise<RolloutResult> {
  const { group, template: target } = plan;
  const unproven = isUnproven(group, target.version);
  const known = unproven
    ? []
    : before.instances.filter((one) => one.healthy && one.lifecycle === 'InService').map(({ id }) => id);
  if (!unproven && lacking(group, { target, witnesses: NOBODY, before: known }) === undefined) return result;
  if (unproven)
    context.log.say(
      `The last roll-out of the group ${group.name} never came to a good end: looking once more.`,
    );
  const { needs: ready, after } = readyNeeds(plan, request, context);
  const whole = await context.phase(`Wait for ${group.desired} instances`, () =>
    untilInService(
      {
        group: group.name,
        target,
        since: context.clock.now(),
        deadline: context.clock.now() + request.rollout.timeoutMs,
        ready,
        before: known,
        seen: (members) => context.announce({ rollout: { instances: members.map(rolledInstance) } }),
      },
      context,
    ),
  );
  if (unproven) await unclaim(group.name, context);
  const instances = whole.instances.filter((one) => isOf(one.template, target)).map(rolledInstance);
  return { ...result, rollout: { ...result.rollout, instances }, after };
}
