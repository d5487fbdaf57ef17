import type { Volume } from './state.js';
import { stateAt } from './timeline.js';

/** A volume goes with its instance, or is left over when it was not to be deleted. */
export function volumeState(volume: Volume, now: number): 'in-use' | 'available' | 'deleted' {
  if (volume.deletedAt !== undefined) return 'deleted';
  if (stateAt(volume.instance.timeline, now) !== 'terminated') return 'in-use';
  return volume.deleteOnTermination ? 'deleted' : 'available';
}
