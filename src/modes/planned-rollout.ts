import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { NewGroupPart, PlanRequest, RolloutPart } from '../inputs/request.js';
import { settingsToChange, targetsToChange } from '../rollout/differences.js';
import type { Group } from '../rollout/group.js';
import { sizeOf } from '../rollout/group-input.js';
import { outdated, type RolloutPlan, says, versionSpec } from '../rollout/plan.js';
import { poolToChange } from '../rollout/warm-pool.js';
import { warmup } from '../rollout/warm-up.js';
import type { Plan } from './read-half.js';
import { isWanted } from './rollout.js';

export type RolloutPlanRequest = PlanRequest & { readonly rollout: RolloutPart };

/** What the reading half found. */
export interface Looked {
  readonly plan: Plan;
  /** Undefined: it would be made. */
  readonly group: Group | undefined;
  /** Undefined: the group, or the launch template that it launches from, would be made. */
  readonly rolling: RolloutPlan | undefined;
  readonly running: InstanceRefresh | undefined;
}

/** What would become of a group. */
export interface PlannedRollout {
  readonly group: string;
  /** `change`: only what is in `changes`. */
  readonly action: 'create' | 'roll' | 'change' | 'unchanged';
  /** Its launch template; undefined: it would be made. */
  readonly template: { readonly id: string; readonly name: string } | undefined;
  /** The version that it has; undefined: there is no group, or it has none. */
  readonly before: number | undefined;
  /** The version that it would have; undefined: that would be made. */
  readonly version: number | undefined;
  /** The launch configuration that would become a launch template. */
  readonly migrated: string | undefined;
  /** `$Latest` or `$Default`, which would become the version that it is now. */
  readonly followed: string | undefined;
  /** What would be put right of the group as a whole, a part of a sentence each. */
  readonly changes: readonly string[];
  /** How many instances the group is to have. */
  readonly desired: number;
  /** How many of those that it has would be replaced. */
  readonly outdated: number;
  readonly preferences: PlannedPreferences;
  /** A refresh that is on its way. */
  readonly running:
    | {
        readonly id: string;
        readonly status: string;
        readonly percent: number;
        readonly would: 'be-taken-over' | 'be-waited-for' | 'be-cancelled';
      }
    | undefined;
}

/** How instances would be replaced. */
export interface PlannedPreferences {
  /** Percent of the group. */
  readonly minHealthy: number;
  readonly maxHealthy: number;
  /** Seconds. */
  readonly warmup: number;
  /** Percent of the group; empty: nowhere. */
  readonly checkpoints: readonly number[];
  /** Seconds; undefined: as Auto Scaling has it. */
  readonly checkpointDelay: number | undefined;
  /** Seconds. */
  readonly bakeTime: number | undefined;
  readonly alarms: readonly string[];
  readonly autoRollback: boolean;
}

/** The same that a roll-out would decide, from what the reading half found. */
export function plannedRollout(request: RolloutPlanRequest, looked: Looked): PlannedRollout {
  const { plan, group, rolling, running } = looked;
  const preferences = preferencesOf(request, plan, group);
  if (group === undefined) return toBeMade(request, plan, preferences);
  const common = {
    group: group.name,
    changes: changesOf(request.rollout, group),
    desired: request.rollout.create?.count ?? group.desired,
    preferences,
  };
  return rolling === undefined
    ? { ...common, ...toBeMigrated(request, group, running) }
    : { ...common, ...toBeRolled(request, rolling, running, common.changes.length > 0) };
}

function changesOf({ create, refresh }: RolloutPart, group: Group): string[] {
  if (create === undefined) return [];
  const { attach, detach } = targetsToChange(create, group);
  return [
    ...settingsToChange(create, refresh.warmupMs, group).said,
    ...attach.map((arn) => `the target group ${arn} beside the others`),
    ...detach.map((arn) => `the target group ${arn} no longer`),
    ...poolOf(create, group),
  ];
}

function poolOf({ warmPool: pool }: NewGroupPart, { shown }: Group): string[] {
  const change = poolToChange(shown.WarmPoolConfiguration, pool);
  if (pool === undefined || change === undefined) return [];
  return [change === 'delete' ? 'no warm pool any longer' : `a warm pool of ${pool.size}, ${pool.state}`];
}

type Becomes = Omit<PlannedRollout, 'group' | 'changes' | 'desired' | 'preferences'>;

function toBeMigrated(
  { rollout }: RolloutPlanRequest,
  group: Group,
  running: InstanceRefresh | undefined,
): Becomes {
  return {
    action: 'roll',
    template: undefined,
    before: undefined,
    version: undefined,
    migrated: group.launchConfiguration,
    followed: undefined,
    outdated: outdated(group, { id: '', version: 0 }, rollout).length,
    running: running && onItsWay(running, false, rollout),
  };
}

function toBeMade(
  { rollout }: RolloutPlanRequest,
  { template }: Plan,
  preferences: PlannedPreferences,
): PlannedRollout {
  return {
    group: rollout.group,
    action: 'create',
    template: template && { id: template.id, name: template.name },
    before: undefined,
    version: undefined,
    migrated: undefined,
    followed: undefined,
    changes: [],
    desired: rollout.create === undefined ? 0 : sizeOf(rollout.create),
    outdated: 0,
    preferences,
    running: undefined,
  };
}

function toBeRolled(
  request: RolloutPlanRequest,
  rolling: RolloutPlan,
  running: InstanceRefresh | undefined,
  changes: boolean,
): Becomes {
  const { group, template } = rolling;
  const takenOver = running !== undefined && isWanted(rolling, request);
  const version = knownVersion(request, rolling);
  // What has still to be made no instance can have.
  const replaced = outdated(group, { id: template.id, version: version ?? Infinity }, request.rollout).length;
  const stays = version === template.version && replaced === 0 && !takenOver;
  const follows = group.template?.version;
  return {
    action: !stays ? 'roll' : changes ? 'change' : 'unchanged',
    template: { id: template.id, name: template.name },
    before: template.version,
    version,
    migrated: undefined,
    followed: follows === String(template.version) ? undefined : follows,
    outdated: replaced,
    running: running && onItsWay(running, takenOver, request.rollout),
  };
}

function onItsWay(
  {
    InstanceRefreshId: id = '',
    Status: status = 'Pending',
    PercentageComplete: percent = 0,
  }: InstanceRefresh,
  takenOver: boolean,
  { replaceRunning }: RolloutPart,
): PlannedRollout['running'] {
  const other = replaceRunning ? 'be-cancelled' : 'be-waited-for';
  return { id, status, percent, would: takenOver ? 'be-taken-over' : other };
}

/** The version that says what is wanted; undefined: there is none yet, or nobody knows before an image is baked. */
function knownVersion(request: RolloutPlanRequest, rolling: RolloutPlan): number | undefined {
  const { bake, base, template, underWay } = rolling;
  if (bake !== undefined && bake.passes.length > 0) return undefined;
  const wanted = versionSpec(request, rolling, bake?.start.image ?? base);
  return [template, underWay].find((one) => says(one, wanted))?.version;
}

function preferencesOf(
  request: RolloutPlanRequest,
  { bake, base }: Plan,
  group: Group | undefined,
): PlannedPreferences {
  const { refresh, autoRollback } = request.rollout;
  const before = (bake?.start.image ?? base).readyTimes;
  const ofGroup = group?.warmupSeconds ?? 0;
  return {
    minHealthy: refresh.minHealthy,
    maxHealthy: refresh.maxHealthy,
    warmup: warmup(request, before, { warmupSeconds: ofGroup }) ?? ofGroup,
    checkpoints: refresh.checkpoints,
    checkpointDelay: inSeconds(refresh.checkpointDelayMs),
    bakeTime: inSeconds(refresh.bakeTimeMs),
    alarms: refresh.alarms,
    autoRollback,
  };
}

function inSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.ceil(ms / 1000);
}
