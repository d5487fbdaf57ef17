import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { Pipeline, RolloutPart, RolloutRequest } from '../inputs/request.js';
import { firstOf } from '../instances/look.js';
import type { Template } from '../instances/template.js';
import { isOf, rolledInstance, type Group } from '../rollout/group.js';
import { pin } from '../rollout/pin.js';
import { isLeftOut, ofOtherVersions, type RolloutPlan, says, versionSpec } from '../rollout/plan.js';
import { roll } from '../rollout/roll.js';
import { type MadeVersion, makeVersion, type VersionSpec } from '../rollout/version.js';
import { warmup } from '../rollout/warm-up.js';
import type { WitnessNeeds } from '../rollout/witnesses.js';
import { afterPart } from './after-part.js';
import { type ImagePart, imagePart } from './image-part.js';
import { tellReadyTimes } from './launch.js';
import { plannedFacts } from './planned.js';
import type { Plan } from './read-half.js';
import type { PlannedFacts, RolloutFacts, RolloutResult } from './result.js';

export interface GroupTask {
  /** The image, where it has just been baked; undefined: see to it. */
  readonly baked: ImagePart | undefined;
  readonly plan: RolloutPlan;
  /** A refresh on its way that brings the group to the very thing. */
  readonly takenOver: InstanceRefresh | undefined;
  /** Whether something was put right of the group as a whole. */
  readonly changed: boolean;
}

/** Bakes what is missing, makes the version where there is none, and rolls the group to it. */
export async function rollGroup(
  task: GroupTask,
  request: RolloutRequest,
  context: WriteContext,
): Promise<RolloutResult> {
  const { plan, takenOver } = task;
  const { template } = plan;
  const image = task.baked ?? (await imagePart(plan, request, context));
  const amiId = image.image.id;
  context.announce({ amiId });
  const facts = {
    ...plannedFacts(plan, request),
    amiId,
    imageSource: image.imageSource,
    bake: image.bake,
  };
  const wanted = versionSpec(request, plan, image.image);
  const known = [template, plan.underWay].find((one) => says(one, wanted));
  const isCurrent = known?.version === template.version;
  const { replaces, leaves } = toReplace(plan, known, request.rollout);
  if (isCurrent && takenOver === undefined && replaces === 0) return unchanged(task, facts, context);
  tellLeft(plan, { replaces, leaves }, context);
  const { rollout, after } = await rollTo({ ...task, wanted, known, isCurrent }, request, context);
  await tellReadyTimes(image, after, context);
  // Not sooner: nobody is to be handed an image on which this very roll-out failed.
  const handedOn = image.made && (await afterPart(image.made, request.bake, context));
  return {
    mode: 'rollout',
    ...facts,
    bake: facts.bake && { ...facts.bake, after: handedOn },
    rollout,
    after,
  };
}

/** How many instances are replaced, and which are left though they are of another version. */
function toReplace(
  { group, template }: RolloutPlan,
  known: Template | undefined,
  part: RolloutPart,
): { readonly replaces: number; readonly leaves: readonly string[] } {
  const target = { id: template.id, version: known?.version ?? 0 };
  const others = ofOtherVersions(group, target);
  const leaves = others.filter((one) => isLeftOut(one, part)).map(({ id }) => id);
  const replaces = part.refresh.skipMatching ? others.length - leaves.length : group.instances.length;
  return { replaces, leaves };
}

/** @throws Failure `nothing-to-replace`: a roll-out that brings the new to nobody is none */
function tellLeft(
  { group }: RolloutPlan,
  { replaces, leaves }: ReturnType<typeof toReplace>,
  { log }: WriteContext,
): void {
  if (group.desired === 0)
    log.warn(
      `The group ${group.name} is to have no instances: nothing shows whether the new version is good.`,
    );
  if (leaves.length === 0) return;
  const which = `${firstOf(leaves)} of the group ${group.name}`;
  if (replaces > 0) {
    log.warn(`Left as they are, since they stand by or are protected from scaling in: ${which}.`);
    return;
  }
  throw new Failure(
    'nothing-to-replace',
    `Nothing would be replaced: all instances stand by or are protected from scaling in (${which}), and the inputs leave such instances alone.`,
    { advice: 'Give `scale-in-protected-instances: refresh` or `standby-instances: terminate`.' },
  );
}

interface Way extends GroupTask {
  readonly wanted: VersionSpec;
  /** The version that says it already; undefined: it has to be made. */
  readonly known: Template | undefined;
  readonly isCurrent: boolean;
}

async function rollTo(
  way: Way,
  request: RolloutRequest,
  context: WriteContext,
): Promise<Pick<RolloutResult, 'rollout' | 'after'>> {
  const { plan, known, takenOver } = way;
  const { phase, announce } = context;
  const { template } = plan;
  const { group, made } = await phase('Make a version of the launch template', () =>
    targetVersion(way, context),
  );
  const target = { id: template.id, version: known?.version ?? made?.number ?? 0 };
  announce({ rollout: outset(plan, target.version) });
  const { needs, after } = readyNeeds(plan, request, context);
  const end = await phase(`Roll the group ${group.name}`, () =>
    roll(
      {
        group,
        part: request.rollout,
        target,
        before: way.isCurrent ? undefined : template.version,
        reversible: !(template.data.ImageId ?? '').startsWith('resolve:'),
        made,
        running: takenOver && runningOf(takenOver, context),
        warmupSeconds: warmup(request, needs.tookBefore, group),
        ready: needs,
        deadline: context.clock.now() + request.rollout.timeoutMs,
      },
      context,
    ),
  );
  const instances = instancesOf(end.group, target);
  const rollout = { ...outset(plan, target.version), refresh: end.refresh, instances, rolledBack: undefined };
  announce({ rollout });
  return { rollout, after };
}

function runningOf({ InstanceRefreshId: id = '', StartTime }: InstanceRefresh, { clock }: WriteContext) {
  return { id, since: StartTime?.getTime() ?? clock.now() };
}

/** What is awaited of the new instances, and what it took each time, as it comes in. */
export function readyNeeds(
  { bake, base, signal, types }: Plan,
  { ready }: Pipeline,
  { announce }: WriteContext,
): { readonly needs: WitnessNeeds; readonly after: Readonly<Record<string, number>> } {
  const after: Record<string, number> = {};
  const needs = {
    conditions: ready.conditions,
    timeoutMs: ready.timeoutMs,
    address: ready.address,
    signal,
    tookBefore: (bake?.start.image ?? base).readyTimes,
    nitro: types.every(({ nitro }) => nitro),
    reached: (times: Readonly<Record<string, number>>) =>
      announce({ after: { ...Object.assign(after, times) } }),
  };
  return { needs, after };
}

type Outset = Omit<RolloutFacts, 'refresh' | 'instances' | 'rolledBack'>;

function outset({ group, template }: RolloutPlan, version: number): Outset {
  return {
    group: group.name,
    action: 'rolled',
    template: { id: template.id, name: template.name },
    version,
    before: template.version,
    desired: group.desired,
  };
}

function instancesOf(group: Group, target: { id: string; version: number }): RolloutFacts['instances'] {
  return group.instances.filter(({ template }) => isOf(template, target)).map(rolledInstance);
}

function unchanged(
  { plan, changed }: GroupTask,
  facts: PlannedFacts & { readonly amiId: string },
  { announce, log }: WriteContext,
): RolloutResult {
  const { group, template } = plan;
  log.say(
    `The group ${group.name} is what it should be: version ${template.version} of its launch template.`,
  );
  const rollout: RolloutFacts = {
    ...outset(plan, template.version),
    action: changed ? 'changed' : 'unchanged',
    refresh: undefined,
    instances: instancesOf(group, template),
    rolledBack: undefined,
  };
  announce({ rollout });
  return { mode: 'rollout', ...facts, rollout, after: {} };
}

/** The version to roll to, where it has still to be made: the group must not follow it there by itself. */
async function targetVersion(
  { plan: { group, template }, known, wanted, takenOver }: Way,
  context: WriteContext,
): Promise<{ readonly group: Group; readonly made: MadeVersion | undefined }> {
  // During a refresh Auto Scaling takes no other template for a group.
  const pinned = takenOver === undefined ? await pin(group, template, context) : group;
  if (known !== undefined) return { group: pinned, made: undefined };
  return { group: pinned, made: await makeVersion(wanted, template, context) };
}
