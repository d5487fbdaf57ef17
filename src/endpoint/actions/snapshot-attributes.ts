import { refuse } from '../protocol/errors.js';
import { needed, structures, text, texts, type Params } from '../protocol/query.js';
import { hasEbsKey } from '../world/keys.js';
import { ACCOUNT, type Snapshot } from '../world/state.js';
import { findOne, KINDS } from '../world/consistency.js';
import { DONE, unlessDryRun, type Action, type Call } from './action.js';

/** `all` or account IDs. */
const PUBLIC = 'all';

export const modifySnapshotAttribute: Action = {
  takes: 'SnapshotId Attribute OperationType CreateVolumePermission UserId UserGroup',
  run(call) {
    const { params } = call;
    const snapshot = ownSnapshot(call);
    const { add, remove } = changes(params);
    if (add.length > 0 && remove.length > 0) {
      throw refuse(
        'InvalidParameterCombination',
        'Permissions can be added or removed, but not both in one request.',
      );
    }
    if (add.length > 0) checkShareable(call, snapshot, add);
    unlessDryRun(call);
    for (const user of add) snapshot.usableBy.add(user);
    for (const user of remove) snapshot.usableBy.delete(user);
    return DONE;
  },
};

function ownSnapshot(call: Call): Snapshot {
  const snapshot = findOne(call, KINDS.snapshot, needed(call.params, 'SnapshotId'));
  if (snapshot.ownerId === ACCOUNT) return snapshot;
  throw refuse('AuthFailure', `Not authorized for snapshot:${snapshot.id}`, 403);
}

/** EC2's words for the first are those that many have met. The others' are from memory. */
function checkShareable({ region }: Call, snapshot: Snapshot, users: readonly string[]): void {
  if (hasEbsKey(region, snapshot)) {
    throw refuse('OperationNotPermitted', 'Encrypted snapshots with EBS default key cannot be shared');
  }
  if (snapshot.encrypted && users.includes(PUBLIC)) {
    throw refuse('OperationNotPermitted', 'Encrypted snapshots cannot be shared publicly');
  }
  const wrong = users.find((user) => user !== PUBLIC && !/^\d{12}$/.test(user));
  if (wrong !== undefined)
    throw refuse('InvalidParameterValue', `Value (${wrong}) for parameter UserId is invalid.`);
}

function changes(params: Params): { add: string[]; remove: string[] } {
  const listed = (path: string): string[] =>
    structures(params, path).flatMap((one) => text(one, 'UserId') ?? text(one, 'Group') ?? []);
  const older = [...texts(params, 'UserId'), ...texts(params, 'UserGroup')];
  const removes = text(params, 'OperationType') === 'remove';
  return {
    add: [...listed('CreateVolumePermission.Add'), ...(removes ? [] : older)],
    remove: [...listed('CreateVolumePermission.Remove'), ...(removes ? older : [])],
  };
}

export const describeSnapshotAttribute: Action = {
  takes: 'SnapshotId Attribute',
  run(call) {
    const snapshot = ownSnapshot(call);
    const name = needed(call.params, 'Attribute');
    if (name !== 'createVolumePermission') {
      throw refuse(
        'InvalidParameterValue',
        `Value (${name}) for parameter attribute is invalid. Unknown attribute.`,
      );
    }
    return {
      snapshotId: snapshot.id,
      createVolumePermission: [...snapshot.usableBy].map((user) =>
        user === PUBLIC ? { group: user } : { userId: user },
      ),
    };
  },
};
