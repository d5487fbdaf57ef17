import type { DesiredConfiguration, InstanceRefresh, RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import { isAwsFailure } from '../aws/errors.js';
import { poll } from '../wait/poll.js';
import type { UndoContext } from '../undo/kinds.js';
import type { Token } from '../undo/ledger.js';
import { hasEnded, isRunning, progress, readRefresh, targetOf } from './refresh.js';

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

/** Nobody is to wait for a warm-up in vain; what was stopped half-way is sorted out by what matches already. */
const ON_THE_WAY_BACK: RefreshPreferences = { SkipMatching: true, AutoRollback: false };

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
  const deadline = context.clock.now() + waitMs;
  const newest = await readRefresh(group, undefined, context);
  if (newest === undefined) return NOTHING;
  const { before, target } = undo;
  // Begun by an earlier try.
  if (before !== undefined && leadsTo(newest, { ...target, ...before }) && !hasEnded(newest))
    return untilBack(group, newest, undo, deadline, context);
  if (!leadsTo(newest, target)) return NOTHING;
  if (before === undefined) return stop(group, newest, deadline, context);
  if (newest.Status === 'RollbackInProgress' || newest.Status === 'RollbackSuccessful')
    return untilBack(group, newest, undo, deadline, context);
  if (isRunning(newest) && (await rollsBack(group, context)))
    return untilBack(group, newest, undo, deadline, context);
  if (!hasEnded(newest)) {
    const stopped = await stop(group, newest, deadline, context);
    if (stopped.end !== 'stopped') return stopped;
  }
  const reverse = await startReverse(group, undo, context);
  return untilBack(group, reverse, undo, deadline, context);
}

const NOTHING: TakenBack = { end: 'nothing-to-do', said: 'No instance refresh of this run had begun.' };

function leadsTo(refresh: InstanceRefresh, to: { readonly id: string; readonly version: number }): boolean {
  const { id, version } = targetOf(refresh) ?? {};
  return id === to.id && version === String(to.version);
}

/** Whether AWS takes it; a refresh that it calls irreversible, or that has just ended, has to be gone against. */
async function rollsBack(group: string, { autoscaling, log }: UndoContext): Promise<boolean> {
  try {
    await autoscaling('RollbackInstanceRefresh', { AutoScalingGroupName: group });
    return true;
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'configuration')) throw thrown;
    log.say(`Auto Scaling does not roll the group ${group} back by itself: ${thrown.said}.`);
    return false;
  }
}

async function stop(
  group: string,
  refresh: InstanceRefresh,
  deadline: number,
  context: UndoContext,
): Promise<TakenBack> {
  if (isRunning(refresh)) {
    await context
      .autoscaling('CancelInstanceRefresh', { AutoScalingGroupName: group })
      .catch((thrown: unknown) => {
        // It has ended in the meantime.
        if (!isAwsFailure(thrown) || !thrown.code.startsWith('ActiveInstanceRefreshNotFound')) throw thrown;
      });
  }
  const ended = await ending(group, refresh, deadline, context);
  return ended === undefined
    ? { end: 'on-its-way', said: `The instance refresh of the group ${group} is being stopped.` }
    : {
        end: 'stopped',
        said: `The instance refresh of the group ${group} was stopped (${ended.Status ?? ''}).`,
      };
}

async function startReverse(
  group: string,
  undo: RefreshUndo,
  context: UndoContext,
): Promise<InstanceRefresh> {
  const { InstanceRefreshId } = await context.autoscaling('StartInstanceRefresh', {
    // In the ledger it is the one that this one takes back.
    AutoScalingGroupName: group as Token,
    ...(undo.before && { DesiredConfiguration: undo.before.configuration }),
    Preferences: { ...undo.preferences, ...ON_THE_WAY_BACK },
  });
  return { InstanceRefreshId, Status: 'Pending' };
}

async function untilBack(
  group: string,
  refresh: InstanceRefresh,
  { before }: RefreshUndo,
  deadline: number,
  context: UndoContext,
): Promise<TakenBack> {
  const version = `version ${before?.version ?? ''} of its launch template`;
  const ended = await ending(group, refresh, deadline, context);
  if (ended === undefined)
    return { end: 'on-its-way', said: `The group ${group} is on its way back to ${version}.` };
  if (ended.Status === 'RollbackSuccessful' || ended.Status === 'Successful')
    return { end: 'back', said: `The group ${group} is back on ${version}.` };
  const why = ended.StatusReason === undefined ? '' : `: ${ended.StatusReason}`;
  return {
    end: 'failed',
    said: `The group ${group} could not be brought back to ${version} (${ended.Status ?? ''}${why})`,
  };
}

/** The refresh once it has ended; undefined: not before the deadline. */
async function ending(
  group: string,
  { InstanceRefreshId: id }: InstanceRefresh,
  deadline: number,
  context: UndoContext,
): Promise<InstanceRefresh | undefined> {
  const { clock, log } = context;
  if (deadline <= clock.now()) return undefined;
  log.say(`Waiting until the group ${group} is as it was.`);
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
