import { filtered } from '../protocol/filters.js';
import { refuse } from '../protocol/errors.js';
import { page } from '../protocol/pages.js';
import { needed, texts } from '../protocol/query.js';
import { iso, type TreeNode } from '../protocol/xml.js';
import { chosen, findOne, KINDS } from '../world/consistency.js';
import { ACCOUNT, type Snapshot } from '../world/state.js';
import { deleteSnapshotNow } from '../world/snapshots.js';
import { stateAt, stepAt } from '../world/timeline.js';
import { DONE, unlessDryRun, type Action, type Call } from './action.js';
import { usersOfSnapshot } from './create-image.js';
import { tagSet } from './tag-specifications.js';

/** Grows evenly until the step that ends it. */
function progress({ timeline, createdAt }: Snapshot, now: number): string {
  if (stateAt(timeline, now) === 'completed') return '100%';
  const doneAt = timeline.find(({ state }) => state === 'completed')?.at;
  if (doneAt === undefined) return '0%';
  return `${Math.floor(((now - createdAt) / (doneAt - createdAt)) * 100)}%`;
}

export const describeSnapshots: Action = {
  takes: 'SnapshotId Owner RestorableBy Filter MaxResults NextToken',
  run(call) {
    const { params, now } = call;
    const owners = texts(params, 'Owner').map((owner) => (owner === 'self' ? ACCOUNT : owner));
    const asked = chosen(call, KINDS.snapshot, texts(params, 'SnapshotId'));
    const owned = owners.length === 0 ? asked : asked.filter(({ ownerId }) => owners.includes(ownerId));
    const found = filtered(owned, params, {
      description: ({ description }) => description,
      encrypted: ({ encrypted }) => encrypted,
      'owner-id': ({ ownerId }) => ownerId,
      progress: (snapshot) => progress(snapshot, now),
      'snapshot-id': ({ id }) => id,
      'start-time': ({ createdAt }) => iso(createdAt),
      status: ({ timeline }) => stateAt(timeline, now),
      'volume-id': ({ volumeId }) => volumeId,
      'volume-size': ({ size }) => size,
    });
    const ids = { parameter: 'SnapshotId', called: 'snapshotSet' };
    const { items, nextToken } = page(found, params, { ids });
    return { snapshotSet: items.map((snapshot) => snapshotTree(call, snapshot)), nextToken };
  },
};

function snapshotTree({ now }: Call, snapshot: Snapshot): TreeNode {
  const { state, reason, at } = stepAt(snapshot.timeline, now);
  return {
    snapshotId: snapshot.id,
    volumeId: snapshot.volumeId,
    status: state,
    statusMessage: reason?.message,
    startTime: iso(snapshot.createdAt),
    completionTime: state === 'completed' ? iso(at) : undefined,
    progress: progress(snapshot, now),
    ownerId: snapshot.ownerId,
    volumeSize: snapshot.size,
    description: snapshot.description,
    encrypted: snapshot.encrypted,
    kmsKeyId: snapshot.kmsKeyId,
    storageTier: 'standard',
    tagSet: tagSet(snapshot.tags),
  };
}

export const deleteSnapshot: Action = {
  takes: 'SnapshotId',
  run(call) {
    const snapshot = findOne(call, KINDS.snapshot, needed(call.params, 'SnapshotId'));
    if (snapshot.ownerId !== ACCOUNT)
      throw refuse('OperationNotPermitted', `You do not own the snapshot '${snapshot.id}'.`);
    const [user] = usersOfSnapshot(call, snapshot.id);
    if (user)
      throw refuse('InvalidSnapshot.InUse', `The snapshot ${snapshot.id} is currently in use by ${user.id}`);
    unlessDryRun(call);
    deleteSnapshotNow(snapshot, call.now);
    return DONE;
  },
};
