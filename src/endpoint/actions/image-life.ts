import { refuse } from '../protocol/errors.js';
import { snapshotArn } from '../authorization/of-images.js';
import { flag, needed, text } from '../protocol/query.js';
import type { TreeNode } from '../protocol/xml.js';
import { MINUTE } from '../world/durations.js';
import type { Image, ImageState } from '../world/state.js';
import { deleteSnapshotNow, isDeleted } from '../world/snapshots.js';
import { replan, stateAt } from '../world/timeline.js';
import { DONE, unlessDryRun, type Action, type Call } from './action.js';
import { ownImage, usersOfSnapshot } from './create-image.js';

export const deregisterImage: Action = {
  takes: 'ImageId DeleteAssociatedSnapshots',
  run(call) {
    const { params, region, now } = call;
    const image = registered(call);
    if (image.protected) {
      throw refuse('OperationNotPermitted', `The image '${image.id}' is protected from deregistration.`);
    }
    unlessDryRun(call);
    replan(image.timeline, now, [{ at: now, state: 'deregistered' }]);
    if (!flag(params, 'DeleteAssociatedSnapshots')) return DONE;
    const results = image.disks.flatMap(({ snapshotId }): TreeNode[] => {
      const snapshot = snapshotId === undefined ? undefined : region.snapshots.get(snapshotId);
      if (!snapshot || isDeleted(snapshot)) return [];
      if (usersOfSnapshot(call, snapshot.id).length > 0)
        return [{ snapshotId: snapshot.id, returnCode: 'skipped' }];
      if (call.without.has(snapshotArn(region.name, snapshot.id)))
        return [{ snapshotId: snapshot.id, returnCode: 'missing-permissions' }];
      deleteSnapshotNow(snapshot, now);
      return [{ snapshotId: snapshot.id, returnCode: 'success' }];
    });
    return { return: true, deleteSnapshotResultSet: results };
  },
};

function registered(call: Call): Image {
  const image = ownImage(call, needed(call.params, 'ImageId'));
  if (stateAt(image.timeline, call.now) === 'deregistered') {
    throw refuse('InvalidAMIID.Unavailable', `The image ID '${image.id}' is no longer available`);
  }
  return image;
}

/** An action that changes one of the account's images and says no more than that it did. */
function onImage(takes: string, change: (image: Image, call: Call) => void): Action {
  return {
    takes: `ImageId ${takes}`.trim(),
    run(call) {
      const image = registered(call);
      unlessDryRun(call);
      change(image, call);
      return DONE;
    },
  };
}

export const enableImageDeprecation = onImage('DeprecateAt', (image, { params, now }) => {
  const at = Date.parse(needed(params, 'DeprecateAt'));
  if (Number.isNaN(at) || at < now) {
    throw refuse(
      'InvalidParameterValue',
      `Value (${text(params, 'DeprecateAt') ?? ''}) for parameter DeprecateAt is invalid. It must be a time in the future.`,
    );
  }
  image.deprecatedAt = Math.round(at / MINUTE) * MINUTE;
});

export const disableImageDeprecation = onImage('', (image) => {
  delete image.deprecatedAt;
});

export const enableImageDeregistrationProtection = onImage('WithCooldown', (image) => {
  image.protected = true;
});

export const disableImageDeregistrationProtection = onImage('', (image) => {
  image.protected = false;
});

const turn =
  (state: ImageState) =>
  (image: Image, { now }: Call) => {
    if (state === 'disabled') image.launchableBy.clear();
    replan(image.timeline, now, [{ at: now, state }]);
  };

export const disableImage = onImage('', turn('disabled'));
export const enableImage = onImage('', turn('available'));
