import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { WriteContext } from '../context.js';
import type { RolloutRequest } from '../inputs/request.js';
import { isOf, rolledInstance, type Group } from '../rollout/group.js';
import { pin } from '../rollout/pin.js';
import { outdated, type RolloutPlan, says, versionSpec } from '../rollout/plan.js';
import { roll } from '../rollout/roll.js';
import { type MadeVersion, makeVersion, type VersionSpec } from '../rollout/version.js';
import { warmup } from '../rollout/warm-up.js';
import type { WitnessNeeds } from '../rollout/witnesses.js';
import { afterPart } from './after-part.js';
import { imagePart } from './image-part.js';
import { tellReadyTimes } from './launch.js';
import { plannedFacts } from './planned.js';
import type { PlannedFacts, RolloutFacts, RolloutResult } from './result.js';

export interface GroupTask {
  readonly plan: RolloutPlan;
  /** A refresh on its way that brings the group to the very thing. */
  readonly takenOver: InstanceRefresh | undefined;
  /** By the context's clock, in ms since 1970. */
  readonly deadline: number;
  /** Whether something was put right of the group as a whole. */
  readonly changed: boolean;
}

/** Bakes what is missing, makes the version where there is none, and rolls the group to it. */
export async function rollGroup(
  { plan, takenOver, deadline, changed }: GroupTask,
  request: RolloutRequest,
  context: WriteContext,
): Promise<RolloutResult> {
  const { phase, announce } = context;
  const { template } = plan;
  const part = await imagePart(plan, request, context);
  const facts = { ...plannedFacts(plan, request), imageSource: part.imageSource, bake: part.bake };
  announce({ amiId: part.image.id });
  const wanted = versionSpec(request, plan, part.image);
  const known = [template, plan.underWay].find((one) => says(one, wanted));
  const isCurrent = known?.version === template.version;
  if (isCurrent && takenOver === undefined && nothingOutdated(plan, request)) {
    return unchanged(plan, { ...facts, amiId: part.image.id, changed }, context);
  }
  const { group, made } = await phase('Make a version of the launch template', () =>
    targetVersion(plan, known?.version, wanted, context),
  );
  const target = { id: template.id, version: known?.version ?? made?.number ?? 0 };
  announce({ rollout: outset(plan, target.version) });
  let after: Readonly<Record<string, number>> = {};
  const ready: WitnessNeeds = {
    conditions: request.ready.conditions,
    timeoutMs: request.ready.timeoutMs,
    address: request.ready.address,
    signal: plan.signal,
    tookBefore: facts.tookBefore,
    nitro: plan.types.every(({ nitro }) => nitro),
    reached: (times) => announce({ after: (after = { ...after, ...times }) }),
  };
  const end = await phase(`Roll the group ${group.name}`, () =>
    roll(
      {
        group,
        part: request.rollout,
        target,
        before: isCurrent ? undefined : template.version,
        reversible: !(template.data.ImageId ?? '').startsWith('resolve:'),
        made,
        running: takenOver && {
          id: takenOver.InstanceRefreshId ?? '',
          since: takenOver.StartTime?.getTime() ?? context.clock.now(),
        },
        warmupSeconds: warmup(request, facts.tookBefore, group),
        ready,
        deadline,
      },
      context,
    ),
  );
  await tellReadyTimes(part, after, context);
  // Not sooner: nobody is to be handed an image on which this very roll-out failed.
  const handedOn = part.made && (await afterPart(part.made, request.bake, context));
  const rolled: RolloutFacts = {
    ...outset(plan, target.version),
    refresh: end.refresh,
    instances: instancesOf(end.group, target),
    rolledBack: undefined,
  };
  announce({ rollout: rolled });
  return {
    mode: 'rollout',
    ...facts,
    bake: facts.bake && { ...facts.bake, after: handedOn },
    amiId: part.image.id,
    rollout: rolled,
    after,
  };
}

function nothingOutdated({ group, template }: RolloutPlan, { rollout }: RolloutRequest): boolean {
  return outdated(group, template, rollout).length === 0;
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
  plan: RolloutPlan,
  { changed, ...facts }: PlannedFacts & { readonly amiId: string; readonly changed: boolean },
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
  { group, template }: RolloutPlan,
  known: number | undefined,
  wanted: VersionSpec,
  context: WriteContext,
): Promise<{ readonly group: Group; readonly made: MadeVersion | undefined }> {
  const pinned = await pin(group, template, context);
  if (known !== undefined) return { group: pinned, made: undefined };
  return { group: pinned, made: await makeVersion(wanted, template, context) };
}
