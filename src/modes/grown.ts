import type { WriteContext } from '../context.js';
import type { RolloutRequest } from '../inputs/request.js';
import { type Group, isOf, rolledInstance } from '../rollout/group.js';
import { untilInService } from '../rollout/in-service.js';
import type { RolloutPlan } from '../rollout/plan.js';
import type { RolloutResult } from './result.js';
import { readyNeeds } from './roll-group.js';

interface Growing {
  /** With the group as it was put right. */
  readonly plan: RolloutPlan;
  /** As it was before. */
  readonly before: Group;
  /** By the context's clock, in ms since 1970. */
  readonly deadline: number;
}

/** Of a group that was put right but has not to be rolled: the same, once those instances are ready that it had not before. */
export async function whenGrown(
  result: RolloutResult,
  { plan, before, deadline }: Growing,
  request: RolloutRequest,
  context: WriteContext,
): Promise<RolloutResult> {
  const { group, template } = plan;
  if (group.desired <= before.desired) return result;
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
        before: before.instances.map(({ id }) => id),
        seen: (members) => context.announce({ rollout: { instances: members.map(rolledInstance) } }),
      },
      context,
    ),
  );
  const instances = grown.instances.filter((one) => isOf(one.template, template)).map(rolledInstance);
  return { ...result, rollout: { ...result.rollout, instances }, after };
}
