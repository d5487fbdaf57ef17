import { warms, type Member } from '../../world/scaling/member.js';
import type { Refresh } from '../../world/scaling/refresh.js';
import type { Stage } from '../stage.js';
import { blocked } from './rolling.js';
import type { Tally } from './room.js';

/**
 * What a refresh is waiting for, in AWS's words as far as examples show them (API reference, DescribeInstanceRefreshes);
 * those on standby, unhealthy instances, failed launches and checkpoints are told from memory.
 */
export function waitingFor(
  { group, now }: Stage,
  refresh: Refresh,
  { old, live }: Tally,
): string | undefined {
  if (refresh.checkpointUntil !== undefined) {
    return `Checkpoint ${refresh.preferences.checkpoints[refresh.passed] ?? 100}% reached. Waiting for the checkpoint delay to end before continuing.`;
  }
  const warming = live.find((member) => warms(member, now));
  if (warming) {
    return `Waiting for instances to warm up before continuing. For example: ${warming.instance.id} is warming up.`;
  }
  const found =
    named(
      live.find(({ lifecycle }) => lifecycle === 'Pending'),
      'has insufficient data to evaluate its health with Amazon EC2.',
    ) ??
    named(
      live.find(({ healthy }) => !healthy),
      'is unhealthy.',
    ) ??
    waits(refresh, old);
  if (found !== undefined) return `Waiting for remaining instances to be available. For example: ${found}`;
  return live.length < group.desiredCapacity
    ? 'Waiting for remaining instances to be available. Launching instances failed. See the scaling activities.'
    : undefined;
}

function waits({ preferences }: Refresh, old: readonly Member[]): string | undefined {
  const one = old.find((member) => blocked(member, preferences));
  return named(
    one,
    one?.lifecycle === 'Standby'
      ? 'is in Standby. Return it to service to continue.'
      : 'is protected. Remove instance scale-in protection to continue.',
  );
}

function named(member: Member | undefined, words: string): string | undefined {
  return member && `${member.instance.id} ${words}`;
}
