import type { DesiredConfiguration, InstanceRefresh, RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import { isAwsFailure } from '../aws/errors.js';
import type { UndoContext } from '../undo/kinds.js';
import type { Token } from '../undo/ledger.js';
import { poll } from '../wait/poll.js';
import { claimed } from './claim.js';
import { readGroup } from './group.js';
import { cancelRefresh, hasEnded, isRunning, leadsTo, progress, readRefresh } from './refresh.js';

/** All that is needed to take a refresh back, in a later process too. Plain JSON, nothing secret. */
export interface RefreshUndo {
  /** What the refresh brings the group to. */
  readonly target: { readonly id: string; readonly version: number };
  /** What ran before, literally; undefined: there is nothing to go back to, the refresh is only stopped. */
  readonly before: { readonly version: number; readonly configuration: DesiredConfiguration } | undefined;
  /** How instances are replaced on the way back. */
  readonly preferences: RefreshPreferences;
  /** Whether the target is of this run, and goes when nothing uses it any longer. */
  readonly made: boolean;
  /** By which the group is ours, see claim.ts; undefined: it says nothing. */
  readonly claim: string | undefined;
}

/** How it came out. */
export interface TakenBack {
  /** `on-its-way`: AWS was told, and goes on by itself. */
  readonly end: 'back' | 'stopped' | 'on-its-way' | 'nothing-to-do' | 'failed';
  /** A sentence for people. */
  readonly said: string;
}

/** Instances are replaced within minutes: looks at this pace, in ms. */
const LOOKS = { first: 1_000, every: 1_000, most: 10_000 };

/**
 * How instances are replaced on the way back: what the roll-out did not get to is left, and nothing stops it. Its checkpoints,
 * its alarms and its time to look on were for the new version.
 */
function onTheWayBack(there: RefreshPreferences): RefreshPreferences {
  const { MinHealthyPercentage, MaxHealthyPercentage, InstanceWarmup } = there;
  const { ScaleInProtectedInstances, StandbyInstances } = there;
  return {
    MinHealthyPercentage,
    MaxHealthyPercentage,
    ...(InstanceWarmup === undefined ? {} : { InstanceWarmup }),
    ScaleInProtectedInstances,
    StandbyInstances,
    SkipMatching: true,
    AutoRollback: false,
  };
}

interface Way {
  readonly group: string;
  readonly undo: RefreshUndo;
  /** By the context's clock, in ms since 1970. */
  readonly deadline: number;
  readonly context: UndoContext;
}

/**
 * Brings a group back to the version that ran before: by RollbackInstanceRefresh while the refresh runs, else by a refresh
 * in the other direction. Only a refresh to our own target is touched. Safe to repeat, and to go on with in another process.
 *
 * @param waitMs how long to wait until the group is back, in ms; 0: not at all
 */
export async function takeBack(
  group: string,
  undo: RefreshUndo,
  waitMs: number,
  context: UndoContext,
): Promise<TakenBack> {
  const way: Way = { group, undo, deadline: context.clock.now() + waitMs, context };
  const { before, target, claim } = undo;
  const shown = await readGroup(group, context);
  if (shown === undefined) return nothingToDo(`The group ${group} is gone.`);
  if (claim !== undefined && claimed(shown) !== claim)
    return nothingToDo(`Another step has gone on with the roll-out of the group ${group}.`);
  const newest = await readRefresh(group, undefined, context);
  if (newest !== undefined && leadsTo(newest, target))
    return before === undefined ? stop(way, newest) : turn(way, newest);
  // An earlier try has turned it already, and it may not have come to its end.
  if (newest !== undefined && before !== undefined && leadsTo(newest, { ...target, ...before })) {
    if (!hasEnded(newest)) return untilBack(way, newest);
    if (newest.Status !== 'Successful') return reverse(way);
  }
  return nothingToDo(`No instance refresh of the group ${group} has to be taken back.`);
}

function nothingToDo(said: string): TakenBack {
  return { end: 'nothing-to-do', said };
}

/** Turns a refresh to the target, whatever it has come to. */
async function turn(way: Way, refresh: InstanceRefresh): Promise<TakenBack> {
  const { Status: status } = refresh;
  if (status === 'RollbackInProgress' || status === 'RollbackSuccessful') return untilBack(way, refresh);
  if (isRunning(refresh) && (await rollsBack(way))) return untilBack(way, refresh);
  // After a refusal it may have ended, or be on its way back by an answer that was lost.
  const { group, context } = way;
  const now = (await readRefresh(group, refresh.InstanceRefreshId, context)) ?? refresh;
  if (now.Status === 'RollbackInProgress' || now.Status === 'RollbackSuccessful') return untilBack(way, now);
  if (!hasEnded(now)) {
    const stopped = await stop(way, now);
    if (stopped.end !== 'stopped') return stopped;
  }
  return reverse(way);
}

/** Whether AWS takes it; a refresh that it calls irreversible, or that has just ended, has to be gone against. */
async function rollsBack({ group, context: { autoscaling, log } }: Way): Promise<boolean> {
  try {
    await autoscaling('RollbackInstanceRefresh', { AutoScalingGroupName: group });
    return true;
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'configuration')) throw thrown;
    log.say(`Auto Scaling does not roll the group ${group} back by itself: ${thrown.said}.`);
    return false;
  }
}

async function stop(way: Way, refresh: InstanceRefresh): Promise<TakenBack> {
  const { group, context } = way;
  if (isRunning(refresh)) await cancelRefresh(group, context);
  const ended = await ending(way, refresh);
  return ended === undefined
    ? { end: 'on-its-way', said: `The instance refresh of the group ${group} is being stopped.` }
    : {
        end: 'stopped',
        said: `The instance refresh of the group ${group} was stopped (${ended.Status ?? ''}).`,
      };
}

async function reverse(way: Way): Promise<TakenBack> {
  const { group, undo, context } = way;
  const { InstanceRefreshId } = await context.autoscaling('StartInstanceRefresh', {
    // In the ledger it is the one that this one takes back.
    AutoScalingGroupName: group as Token,
    ...(undo.before && { DesiredConfiguration: undo.before.configuration }),
    Preferences: onTheWayBack(undo.preferences),
  });
  return untilBack(way, { InstanceRefreshId, Status: 'Pending' });
}

async function untilBack(way: Way, refresh: InstanceRefresh): Promise<TakenBack> {
  const { group, undo } = way;
  const version = `version ${undo.before?.version ?? ''} of its launch template`;
  const ended = await ending(way, refresh);
  if (ended === undefined)
    return { end: 'on-its-way', said: `The group ${group} is on its way back to ${version}.` };
  if (ended.Status === 'RollbackSuccessful' || ended.Status === 'Successful')
    return { end: 'back', said: `The group ${group} is back on ${version}.` };
  const why = ended.StatusReason === undefined ? '' : `: ${ended.StatusReason.replace(/\.$/, '')}`;
  const said = `The group ${group} could not be brought back to ${version} (${ended.Status ?? ''}${why}).`;
  return { end: 'failed', said };
}

/** The refresh once it has ended; undefined: not before the deadline. */
async function ending(
  { group, deadline, context }: Way,
  refresh: InstanceRefresh,
): Promise<InstanceRefresh | undefined> {
  if (hasEnded(refresh)) return refresh;
  const { clock, log } = context;
  if (deadline <= clock.now()) return undefined;
  log.say(`Waiting until the group ${group} is as it was.`);
  const { InstanceRefreshId: id } = refresh;
  return poll(context, {
    what: `the end of the instance refresh ${id ?? ''}`,
    schedule: LOOKS,
    deadline,
    look: async () => {
      const now = await readRefresh(group, id, context);
      if (now === undefined) return { waiting: 'not shown' };
      return hasEnded(now) ? { done: now } : { waiting: progress(now) };
    },
  }).catch((thrown: unknown) => {
    if (clock.now() < deadline) throw thrown;
    return undefined;
  });
}
