import type { WriteContext } from '../context.js';
import type { RolloutRequest } from '../inputs/request.js';
import { type Group, isOf, rolledInstance } from '../rollout/group.js';
import { untilInService } from '../rollout/in-service.js';
import type { RolloutPlan } from '../rollout/plan.js';
import type { RolloutResult } from './result.js';
import { readyNeeds } from './roll-group.js';

interface Whole {
  /** With the group as it was put right. */
  readonly plan: RolloutPlan;
  /** As it was before. */
  readonly before: Group;
  /** By the context's clock, in ms since 1970. */
  readonly deadline: number;
}

/**
 * Of a group that the inputs make and that has not to be rolled: the same, once all its instances are in service and those are
 * ready that were not in service before. It may have been given more just now, or be new, or be healing.
 */
export async function whenWhole(
  result: RolloutResult,
  { plan, before, deadline }: Whole,
  request: RolloutRequest,
  context: WriteContext,
): Promise<RolloutResult> {
  const { group, template } = plan;
  const serving = before.instances.filter(
    (one) => isOf(one.template, template) && one.healthy && one.lifecycle === 'InService',
  );
  if (serving.length >= group.desired) return result;
  const { needs: ready, after } = readyNeeds(plan, request, context);
  const grown = await context.phase(`Wait for ${group.desired} instances`, () =>
    untilInService(
      {
        group: group.name,
        count: group.desired,
        target: template,
        since: context.clock.now(),
        deadline,
        ready,
        before: serving.map(({ id }) => id),
        seen: (members) => context.announce({ rollout: { instances: members.map(rolledInstance) } }),
      },
      context,
    ),
  );
  const instances = grown.instances.filter((one) => isOf(one.template, template)).map(rolledInstance);
  return { ...result, rollout: { ...result.rollout, instances }, after };
}
