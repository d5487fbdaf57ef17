import type { ReadContext } from '../context.js';
import { poll } from '../wait/poll.js';
import { launchWatch } from './activities.js';
import { gone, going, isGoing } from './going.js';
import { type Group, type GroupInstance, isOf, readGroup } from './group.js';
import { lacking } from './lacking.js';
import { watched } from './watched.js';
import type { WitnessNeeds, Witnesses } from './witnesses.js';

export interface InService {
  readonly group: string;
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
 * Until a group has all its instances in service, and those of the target are ready. Returns the group as it was then.
 *
 * @throws Failure `launches-fail`, `timed-out`, `no-group`, and whatever an instance tells
 */
export function untilInService(awaited: InService, context: ReadContext): Promise<Group> {
  const { group: name, ready, since, deadline } = awaited;
  return watched(ready, context, (witnesses, inner) =>
    poll(inner, {
      what: `the instances of the group ${name} to be in service and ready`,
      schedule: LOOKS,
      since,
      deadline,
      advice: "Allow more time with `rollout-timeout`; the group's activity history tells what it waits for.",
      look: looking(awaited, witnesses, inner),
    }),
  );
}

function looking(
  { group: name, target, since, seen, before = [] }: InService,
  witnesses: Witnesses,
  context: ReadContext,
) {
  const launches = launchWatch(name, since, context);
  let told = '';
  let shown = false;
  return async () => {
    const [group] = await Promise.all([readGroup(name, context), launches.look()]);
    if (group === undefined && shown) throw gone(name);
    if (group === undefined) return { waiting: 'not shown' };
    shown = true;
    if (isGoing(group)) throw going(name);
    const members = group.instances.filter(({ template }) => isOf(template, target));
    const now = members.map(({ id }) => id).join(' ');
    if (now !== told) seen(members);
    told = now;
    witnesses.see(members.filter(({ id }) => !before.includes(id)));
    const lacks = lacking(group, { target, witnesses, before });
    return lacks === undefined ? { done: group } : { waiting: lacks };
  };
}
