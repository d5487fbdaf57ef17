import { isAwsFailure } from '../aws/errors.js';
import type { Undo } from './kinds.js';

/** Deletes groups that never got ready, with their instances. */
export const undoGroups: Undo = async (entries, _limits, { autoscaling, log }) => {
  for (const { token: name } of entries) {
    await autoscaling('DeleteAutoScalingGroup', { AutoScalingGroupName: name, ForceDelete: true }).catch(
      (thrown: unknown) => {
        if (!isAwsFailure(thrown) || !/not found/i.test(thrown.said)) throw thrown;
      },
    );
    log.say(`Deleted the Auto Scaling group ${name}; its instances end.`);
  }
  return { ended: [], unknown: [] };
};
