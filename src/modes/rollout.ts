import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext, WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { BaseImage } from '../image/resolve.js';
import type { Pipeline, RolloutPart, RolloutRequest } from '../inputs/request.js';
import { awaitGone, isGoing } from '../rollout/going.js';
import { type Group, readGroup } from '../rollout/group.js';
import { planRollout, type RolloutPlan, says, versionSpec } from '../rollout/plan.js';
import { hasEnded, isRunning, readRefresh, targetOf } from '../rollout/refresh.js';
import { withTemplate } from '../rollout/migrate.js';
import { awaitOther } from '../rollout/running.js';
import { keepRight } from '../rollout/settings.js';
import { createGroup } from './create-group.js';
import { whenShrunk } from './shrink.js';
import { whenWhole } from './whole.js';
import { type ImagePart, imagePart } from './image-part.js';
import { prepare } from './read-half.js';
import type { RolloutResult } from './result.js';
import { type GroupTask, rollGroup } from './roll-group.js';

/** Brings an Auto Scaling group to the image and the user data: by a version of its launch template and an instance refresh. */
export async function rollout(request: RolloutRequest, context: WriteContext): Promise<RolloutResult> {
  const { phase } = context;
  const { rollout: part } = request;
  const prepared = await phase('Render', () => prepare(request, context, true));
  // For what others are at; the roll-out itself has its own time, from when it begins.
  const patience = context.clock.now() + part.timeoutMs;
  let baked: ImagePart | undefined;
  for (;;) {
    const { group: shown, running } = await phase('Look at the group', () => lookUp(part, context));
    if (shown === undefined && part.create === undefined) throw noGroup(part.group);
    if (shown === undefined) return createGroup(prepared, request, context);
    if (isGoing(shown)) {
      await phase('Wait for the end of the group before', () => awaitGone(part, patience, context));
      continue;
    }
    const group = running === undefined ? await withTemplate(request, shown, context) : shown;
    const plan = await phase('Resolve', () =>
      planRollout(prepared, request, foundOf(group, running), context),
    );
    if (baked === undefined && needsBaking(plan)) {
      baked = await imagePart(plan, request, context);
      // That took its time: the group may be another one by now.
      continue;
    }
    const result = await rollNow({ plan, running, baked }, request, context);
    if (result !== undefined) return result;
    // The group is another one after that: its version, and what there is to do.
    await phase('Wait for the other roll-out', () =>
      awaitOther(group, { replace: part.replaceRunning, deadline: patience }, context),
    );
  }
}

function foundOf(group: Group, running: InstanceRefresh | undefined) {
  const target = running && targetOf(running);
  return { group, running: target && { ...target, name: target.id } };
}

function needsBaking({ bake }: RolloutPlan): boolean {
  return bake !== undefined && bake.passes.length > 0;
}

interface Now {
  readonly plan: RolloutPlan;
  readonly running: InstanceRefresh | undefined;
  readonly baked: ImagePart | undefined;
}

/** Undefined: another roll-out is in the way. */
async function rollNow(
  { plan, running, baked }: Now,
  request: RolloutRequest,
  context: WriteContext,
): Promise<RolloutResult | undefined> {
  if (running !== undefined) {
    // What is being stopped, or taken back, is not on its way there any longer.
    if (!isRunning(running) || !isWanted(plan, request, baked?.image)) return undefined;
    return goOn({ plan, takenOver: running, baked }, request, context);
  }
  const kept = await keepGroup(plan, request.rollout, context);
  try {
    const task = { ...kept, takenOver: undefined, baked };
    const result = await rollGroup(task, request, context);
    const whole =
      result.rollout.action === 'rolled'
        ? result
        : await whenWhole(result, { plan: kept.plan, before: plan.group }, request, context);
    return await whenShrunk(whole, plan, request, context);
  } catch (thrown) {
    // Somebody was faster by a moment.
    if (isAwsFailure(thrown) && thrown.code === 'InstanceRefreshInProgress') return undefined;
    throw thrown;
  }
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
export function isWanted(plan: RolloutPlan, request: Pipeline, baked?: BaseImage): boolean {
  const { bake, base, underWay } = plan;
  const found = bake === undefined ? base : bake.passes.length === 0 ? bake.start.image : undefined;
  const image = baked ?? found;
  return image !== undefined && says(underWay, versionSpec(request, plan, image));
}
