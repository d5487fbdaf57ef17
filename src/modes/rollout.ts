import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { ReadContext, WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { Pipeline, RolloutPart, RolloutRequest } from '../inputs/request.js';
import { awaitGone, isGoing } from '../rollout/going.js';
import { type Group, readGroup } from '../rollout/group.js';
import { planRollout, type RolloutPlan, says, versionSpec } from '../rollout/plan.js';
import { hasEnded, readRefresh, targetOf } from '../rollout/refresh.js';
import { withTemplate } from '../rollout/migrate.js';
import { awaitOther } from '../rollout/running.js';
import { keepRight } from '../rollout/settings.js';
import { createGroup } from './create-group.js';
import { whenShrunk } from './shrink.js';
import { whenWhole } from './whole.js';
import { prepare } from './read-half.js';
import type { RolloutResult } from './result.js';
import { type GroupTask, rollGroup } from './roll-group.js';

/** Brings an Auto Scaling group to the image and the user data: by a version of its launch template and an instance refresh. */
export async function rollout(request: RolloutRequest, context: WriteContext): Promise<RolloutResult> {
  const { clock, phase } = context;
  const { rollout: part } = request;
  const deadline = clock.now() + part.timeoutMs;
  const prepared = await phase('Render', () => prepare(request, context, true));
  for (;;) {
    const { group: shown, running } = await phase('Look at the group', () => lookUp(part, context));
    if (shown === undefined && part.create === undefined) throw noGroup(part.group);
    if (shown === undefined) return createGroup(prepared, request, context);
    if (isGoing(shown)) {
      await phase('Wait for the end of the group before', () => awaitGone(part, deadline, context));
      continue;
    }
    const group = await withTemplate(request, shown, context);
    const underWay = running && targetOf(running);
    const found = { group, running: underWay && { ...underWay, name: underWay.id } };
    const plan = await phase('Resolve', () => planRollout(prepared, request, found, context));
    if (running === undefined) return rollNow(plan, deadline, request, context);
    if (isWanted(plan, request)) return goOn({ plan, takenOver: running, deadline }, request, context);
    // The group is another one after that: its version, and what there is to do.
    await phase('Wait for the other roll-out', () =>
      awaitOther(group.name, running, { replace: part.replaceRunning, deadline }, context),
    );
  }
}

async function rollNow(
  plan: RolloutPlan,
  deadline: number,
  request: RolloutRequest,
  context: WriteContext,
): Promise<RolloutResult> {
  const kept = await keepGroup(plan, request.rollout, context);
  const result = await rollGroup({ ...kept, takenOver: undefined, deadline }, request, context);
  const whole =
    request.rollout.create === undefined || result.rollout.action === 'rolled'
      ? result
      : await whenWhole(result, { plan: kept.plan, before: plan.group, deadline }, request, context);
  return whenShrunk(whole, plan, request, context);
}

/** Takes over what brings the group to the very thing already. */
async function goOn(
  task: Omit<GroupTask, 'changed'>,
  request: RolloutRequest,
  context: WriteContext,
): Promise<RolloutResult> {
  const result = await rollGroup({ ...task, changed: false }, request, context);
  // Not sooner: Auto Scaling changes no warm pool during a refresh.
  await keepRight(request.rollout, task.plan.group, context);
  return whenShrunk(result, task.plan, request, context);
}

/** The group as a whole is put right before it is rolled: new instances are to go where they belong. */
async function keepGroup(
  plan: RolloutPlan,
  part: RolloutPart,
  context: WriteContext,
): Promise<{ readonly plan: RolloutPlan; readonly changed: boolean }> {
  const changed = await keepRight(part, plan.group, context);
  if (changed.length === 0) return { plan, changed: false };
  const group = await readGroup(part.group, context);
  return { plan: { ...plan, group: group ?? plan.group }, changed: true };
}

export interface Found {
  readonly group: Group | undefined;
  /** The refresh of it that has not ended. */
  readonly running: InstanceRefresh | undefined;
}

export async function lookUp({ group: name }: RolloutPart, context: ReadContext): Promise<Found> {
  const [group, newest] = await Promise.all([
    readGroup(name, context),
    // Where there is no group, that is what is told.
    readRefresh(name, undefined, context).catch((thrown: unknown) => ({ thrown })),
  ]);
  if (group === undefined || newest === undefined) return { group, running: undefined };
  if ('thrown' in newest) throw newest.thrown;
  return { group, running: hasEnded(newest) ? undefined : newest };
}

export function noGroup(name: string): Failure {
  return new Failure('no-group', `There is no Auto Scaling group ${name}.`, {
    advice: 'Check `auto-scaling-group` and `region`, or give `create-group: true`.',
  });
}

/** Whether what is on its way is the very thing; never where something has still to be baked. */
export function isWanted(plan: RolloutPlan, request: Pipeline): boolean {
  const { bake, base, underWay } = plan;
  const image = bake === undefined ? base : bake.passes.length === 0 ? bake.start.image : undefined;
  return image !== undefined && says(underWay, versionSpec(request, plan, image));
}
