import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { RefreshFacts } from '../modes/result.js';
import { poll } from '../wait/poll.js';
import { launchWatch } from './activities.js';
import { gone, isGoing } from './going.js';
import { type Group, isOf, readGroup } from './group.js';
import { hasEnded, progress, readRefresh } from './refresh.js';
import { lacking } from './lacking.js';
import { watched } from './watched.js';
import type { WitnessNeeds, Witnesses } from './witnesses.js';

export interface Following {
  readonly group: string;
  readonly refreshId: string;
  readonly takenOver: boolean;
  /** When it began, in ms since 1970. */
  readonly since: number;
  /** By the context's clock, in ms since 1970. */
  readonly deadline: number;
  readonly target: { readonly id: string; readonly version: number };
  readonly ready: WitnessNeeds;
  /** IDs of instances of the target that were there before, and are not asked again. */
  readonly before: readonly string[];
}

/** How it ended. */
export interface Followed {
  readonly group: Group;
  readonly refresh: RefreshFacts;
}

/** A refresh goes on for minutes: two calls at each look. In ms. */
const LOOKS = { first: 1_000, every: 1_000, most: 10_000 };

/**
 * Until the refresh has ended well and every new instance is ready. Returns the group as it was then.
 *
 * @throws Failure `refresh-ended` when it ends otherwise; `timed-out`; and whatever a new instance tells
 */
export function follow(following: Following, context: ReadContext): Promise<Followed> {
  const { group: name, deadline, ready } = following;
  return watched(ready, context, (witnesses, inner) =>
    poll(inner, {
      what: `the instance refresh ${following.refreshId} of the group ${name}`,
      schedule: LOOKS,
      since: following.since,
      deadline,
      advice: "Allow more time with `rollout-timeout`; the group's activity history tells what it waits for.",
      look: looking(following, witnesses, inner),
    }),
  );
}

function looking(following: Following, witnesses: Witnesses, context: ReadContext) {
  const { group: name, target, before } = following;
  const launches = launchWatch(name, following.since, context);
  let told = '';
  return async () => {
    const group = await readGroup(name, context);
    if (group === undefined || isGoing(group)) throw gone(name);
    const [refresh] = await Promise.all([readRefresh(name, following.refreshId, context), launches.look()]);
    if (refresh === undefined) return { waiting: 'not shown yet' };
    const fresh = group.instances.filter(
      ({ id, template }) => isOf(template, target) && !before.includes(id),
    );
    witnesses.see(fresh);
    const facts = refreshFacts(refresh, following, context);
    context.announce({ rollout: { refresh: facts } });
    const now = said(refresh, witnesses);
    if (now !== told) context.log.say(now);
    told = now;
    if (!hasEnded(refresh)) return { waiting: progress(refresh) };
    if (refresh.Status !== 'Successful') throw ended(refresh, name);
    const lacks = lacking(group, { target, witnesses, before });
    return lacks === undefined ? { done: { group, refresh: facts } } : { waiting: lacks };
  };
}

function said(refresh: InstanceRefresh, witnesses: Witnesses): string {
  const { seen, ready } = witnesses.count();
  return `${progress(refresh)}: ${seen} new, ${ready} of them ready.`;
}

export function refreshFacts(
  {
    InstanceRefreshId: id = '',
    Status: status = 'Pending',
    PercentageComplete: percent = 0,
  }: InstanceRefresh,
  { since, takenOver }: Pick<Following, 'since' | 'takenOver'>,
  { clock }: Pick<ReadContext, 'clock'>,
): RefreshFacts {
  return { id, status, percent, takenOver, seconds: Math.round((clock.now() - since) / 100) / 10 };
}

function ended({ Status = 'Failed', StatusReason = '' }: InstanceRefresh, group: string): Failure {
  return new Failure(
    'refresh-ended',
    `The instance refresh of the group ${group} ended as ${Status}${StatusReason && `: ${StatusReason.replace(/\.$/, '')}`}.`,
    { advice: ADVICE[Status] ?? 'The activity history of the group tells more.' },
  );
}

const ADVICE: Readonly<Record<string, string>> = {
  Cancelled: 'Somebody, or another run, has cancelled it.',
};
