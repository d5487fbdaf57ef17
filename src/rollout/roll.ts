import { isAwsFailure } from '../aws/errors.js';
import type { WriteContext } from '../context.js';
import { Cancelled, reason } from '../failure.js';
import type { RolloutPart } from '../inputs/request.js';
import { inRolledGroup } from '../instances/layer-failed.js';
import { deleteVersion } from '../undo/templates.js';
import { dropVersion } from './drop-version.js';
import type { Noted } from '../undo/ledger.js';
import { claim, isUnproven, unclaim } from './claim.js';
import { type Followed, follow, refreshFacts } from './follow.js';
import { going } from './going.js';
import { configurationWith, type Group, isOf } from './group.js';
import { onceKnown } from './once-known.js';
import { isRunning, leadsTo, preferences, readRefresh } from './refresh.js';
import { type RefreshUndo, takeBack } from './roll-back.js';
import type { MadeVersion } from './version.js';
import type { WitnessNeeds } from './witnesses.js';

/** What a refresh needs to know. */
export interface Rolling {
  readonly group: Group;
  readonly part: RolloutPart;
  readonly target: { readonly id: string; readonly version: number };
  /** The version that the group has; undefined: the same as the target, so that nothing can be gone back to. */
  readonly before: number | undefined;
  /** Whether Auto Scaling can go back from the target to that by itself. */
  readonly reversible: boolean;
  /** The version, where this run has made it. */
  readonly made: MadeVersion | undefined;
  /** A refresh to the target that another run has started; undefined: it has to be started. */
  readonly running: { readonly id: string; readonly since: number } | undefined;
  /** Seconds; undefined: as the group says. */
  readonly warmupSeconds: number | undefined;
  readonly ready: WitnessNeeds;
  /** By the context's clock, in ms since 1970. */
  readonly deadline: number;
}

/**
 * Brings the group to the target, and back where that fails: then what it failed for is thrown, once the group is back. A run
 * that is cancelled leaves going back to the ledger. Returns the group as it then is.
 */
export async function roll(rolling: Rolling, context: WriteContext): Promise<Followed> {
  const { group, part, target, running } = rolling;
  context.signal.throwIfAborted();
  const undo = undoOf(rolling, await claim(group.name, target.version, context));
  const noted = await note(rolling, undo, context);
  const since = running?.since ?? context.clock.now();
  const refreshId = running?.id ?? (await start(rolling, undo, noted, context));
  noted.made([refreshId]);
  const following = { group: group.name, refreshId, takenOver: running !== undefined, since };
  context.announce({
    rollout: { refresh: refreshFacts({ InstanceRefreshId: refreshId }, following, context) },
  });
  try {
    const { ready, deadline } = rolling;
    const end = await follow({ ...following, target, ready, deadline, before: known(rolling) }, context);
    noted.done();
    await unclaim(group.name, context);
    return end;
  } catch (thrown) {
    if (!(thrown instanceof Cancelled)) await goBack(group.name, { undo, noted, part }, context);
    throw inRolledGroup(thrown);
  }
}

/** IDs of instances of the target that need not be asked again: none where nobody has ever found it good. */
function known({ group, target, running }: Rolling): string[] {
  if (running !== undefined || isUnproven(group, target.version)) return [];
  return group.instances.filter((one) => isOf(one.template, target)).map(({ id }) => id);
}

function undoOf(
  { group, part, target, before, reversible, made, warmupSeconds }: Rolling,
  claim: string | undefined,
): RefreshUndo {
  const back = part.autoRollback && before !== undefined;
  return {
    target,
    before: back
      ? { version: before, configuration: configurationWith(group, { id: target.id, version: before }) }
      : undefined,
    preferences: preferences(part.refresh, warmupSeconds, back && reversible),
    made: made !== undefined,
    claim,
  };
}

async function note(
  { group, target, made }: Rolling,
  undo: RefreshUndo,
  context: WriteContext,
): Promise<Noted> {
  const noted = context.ledger.creating({
    kind: 'refresh',
    region: await context.region(),
    token: group.name,
    about: undo,
    what: `the instance refresh of the group ${group.name} to version ${target.version}`,
    count: 1,
    at: context.clock.now(),
  });
  // From now on it goes when the refresh has been taken back, and not sooner.
  made?.noted.done();
  return noted;
}

async function start(
  { group, target }: Rolling,
  { preferences: Preferences, made }: RefreshUndo,
  noted: Noted,
  context: WriteContext,
): Promise<string> {
  try {
    const input = {
      AutoScalingGroupName: noted.token,
      DesiredConfiguration: configurationWith(group, target),
      Preferences,
    };
    const { InstanceRefreshId: id = '' } = await onceKnown(
      () => context.autoscaling('StartInstanceRefresh', input),
      context,
    );
    context.log.say(
      `Started the instance refresh ${id} of the group ${group.name} to version ${target.version}.`,
    );
    return id;
  } catch (thrown) {
    const running = await alreadyRunning(thrown, { group, target }, context);
    if (running !== undefined) return running;
    if (isAwsFailure(thrown) && thrown.madeNothing) {
      noted.refused();
      if (made) await deleteVersion(target, context);
      if (/being deleted|pending delete/i.test(thrown.said)) throw going(group.name);
    }
    throw thrown;
  }
}

/** The refresh to the very target that is on its way: after an answer that was lost, our own. */
async function alreadyRunning(
  thrown: unknown,
  { group, target }: Pick<Rolling, 'group' | 'target'>,
  context: WriteContext,
): Promise<string | undefined> {
  if (!isAwsFailure(thrown) || thrown.code !== 'InstanceRefreshInProgress') return undefined;
  const newest = await readRefresh(group.name, undefined, context);
  return newest !== undefined && isRunning(newest) && leadsTo(newest, target)
    ? newest.InstanceRefreshId
    : undefined;
}

interface WayBack {
  readonly undo: RefreshUndo;
  readonly noted: Noted;
  readonly part: RolloutPart;
}

/** What can't be brought to an end here stays open in the ledger. */
async function goBack(group: string, { undo, noted, part }: WayBack, context: WriteContext): Promise<void> {
  const { log, announce } = context;
  try {
    const { end, said } = await context.phase('Go back', () =>
      takeBack(group, undo, part.timeoutMs, context),
    );
    announce({ rollout: { rolledBack: said } });
    log.warn(said);
    if (end === 'on-its-way' || end === 'failed') return;
    if (end !== 'stopped') {
      await unclaim(group, context);
      if (undo.made) await dropVersion(group, undo.target, context);
    }
    noted.done();
  } catch (thrown) {
    log.warn(`The group ${group} could not be brought back yet: ${reason(thrown)}.`);
  }
}
