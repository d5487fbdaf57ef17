import { isLive } from '../../world/scaling/member.js';
import { activeRefresh } from '../../world/scaling/refresh.js';
import type { Stage } from '../stage.js';
import { bounds, open, tally } from './room.js';

/** How many instances a refresh has beyond the desired capacity at the moment. */
export function surge({ group, now }: Stage): number {
  const refresh = activeRefresh(group.refreshes);
  if (!refresh) return 0;
  const { desiredCapacity } = group;
  switch (refresh.status) {
    case 'InProgress':
    case 'RollbackInProgress': {
      const { old } = tally(group, refresh, now);
      const { most } = bounds(desiredCapacity, refresh.preferences);
      const inGroup = old.filter(isLive).length;
      return Math.max(0, Math.min(most - desiredCapacity, open(refresh, inGroup)));
    }
    case 'Cancelling':
      // What is under way is brought to its end; nothing new is begun.
      return Math.max(0, [...group.members.values()].filter(isLive).length - desiredCapacity);
    default:
      return 0;
  }
}
