import type { ReadContext } from '../context.js';
import { poll } from '../wait/poll.js';
import { launchWatch } from './activities.js';
import { going, isGoing } from './going.js';
import { type Group, type GroupInstance, isOf, readGroup } from './group.js';
import { type WitnessNeeds, type Witnesses, watchWitnesses } from './witnesses.js';

export interface InService {
  readonly group: string;
  readonly count: number;
  readonly target: { readonly id: string; readonly version: number };
  /** When the group was given what to do, in ms since 1970. */
  readonly since: number;
  /** By the context's clock, in ms since 1970. */
  readonly deadline: number;
  readonly ready: WitnessNeeds;
  /** IDs of instances that were there before, whose getting ready is not looked at. */
  readonly before?: readonly string[];
  /** Called with all instances of the target as often as there are others. */
  readonly seen: (instances: readonly GroupInstance[]) => void;
}

const LOOKS = { first: 1_000, every: 1_000, most: 5_000 };

/**
 * Until a group has so many instances of the target in service, and all that were seen are ready. Returns the group as it was
 * then.
 *
 * @throws Failure `launches-fail`, `timed-out`, `no-group`, and whatever an instance tells
 */
export async function untilInService(awaited: InService, context: ReadContext): Promise<Group> {
  const { group: name, count, ready, since, deadline } = awaited;
  const stop = new AbortController();
  const inner = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) };
  const witnesses = watchWitnesses(ready, inner);
  const done = poll(inner, {
    what: `${count} instances of the group ${name} in service`,
    schedule: LOOKS,
    since,
    deadline,
    advice: "Allow more time with `rollout-timeout`; the group's activity history tells what it waits for.",
    look: looking(awaited, witnesses, inner),
  });
  try {
    const group = await Promise.race([done, witnesses.failed]);
    context.log.say(`The group ${name} has ${count} in service.`);
    await witnesses.allReady();
    return group;
  } finally {
    stop.abort(new Error('The wait for the group has ended.'));
    await Promise.allSettled([done, witnesses.atRest()]);
  }
}

function looking(
  { group: name, count, target, since, seen, before = [] }: InService,
  witnesses: Witnesses,
  context: ReadContext,
) {
  const launches = launchWatch(name, since, context);
  let told = '';
  return async () => {
    const [group] = await Promise.all([readGroup(name, context), launches.look()]);
    if (group === undefined) return { waiting: 'not shown' };
    if (isGoing(group)) throw going(name);
    const members = group.instances.filter(({ template }) => isOf(template, target));
    const now = members.map(({ id }) => id).join(' ');
    if (now !== told) seen(members);
    told = now;
    witnesses.see(members.filter(({ id }) => !before.includes(id)));
    const serving = members.filter(({ lifecycle, healthy }) => lifecycle === 'InService' && healthy);
    return serving.length >= count
      ? { done: group }
      : { waiting: `${serving.length} in service, ${members.length - serving.length} on their way` };
  };
}
