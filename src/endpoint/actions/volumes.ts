import { filtered } from '../protocol/filters.js';
import { refuse } from '../protocol/errors.js';
import { page } from '../protocol/pages.js';
import { needed, texts } from '../protocol/query.js';
import { iso, type TreeNode } from '../protocol/xml.js';
import { chosen, findOne, KINDS } from '../world/consistency.js';
import type { Volume } from '../world/state.js';
import { volumeState } from '../world/volumes.js';
import { DONE, unlessDryRun, type Action, type Call } from './action.js';
import { tagSet } from './tag-specifications.js';

export const describeVolumes: Action = {
  takes: 'VolumeId Filter MaxResults NextToken',
  run(call) {
    const { params, now } = call;
    const attached = (volume: Volume): Volume | undefined =>
      volumeState(volume, now) === 'in-use' ? volume : undefined;
    const found = filtered(chosen(call, KINDS.volume, texts(params, 'VolumeId')), params, {
      'attachment.delete-on-termination': (volume) => attached(volume)?.deleteOnTermination,
      'attachment.device': (volume) => attached(volume)?.disk.device,
      'attachment.instance-id': (volume) => attached(volume)?.instance.id,
      'availability-zone': ({ zone }) => zone,
      encrypted: ({ disk }) => disk.encrypted,
      size: ({ disk }) => disk.size,
      'snapshot-id': ({ disk }) => disk.snapshotId,
      status: (volume) => volumeState(volume, now),
      'volume-id': ({ id }) => id,
      'volume-type': ({ disk }) => disk.type,
    });
    const { items, nextToken } = page(found, params, { ids: { parameter: 'VolumeId', called: 'volumeSet' } });
    return { volumeSet: items.map((volume) => volumeTree(call, volume)), nextToken };
  },
};

function volumeTree({ now }: Call, volume: Volume): TreeNode {
  const { disk, instance } = volume;
  const status = volumeState(volume, now);
  const attachment: TreeNode = {
    volumeId: volume.id,
    instanceId: instance.id,
    device: disk.device,
    status: 'attached',
    attachTime: iso(volume.createdAt),
    deleteOnTermination: volume.deleteOnTermination,
  };
  return {
    volumeId: volume.id,
    size: disk.size,
    snapshotId: disk.snapshotId ?? '',
    availabilityZone: volume.zone,
    status,
    createTime: iso(volume.createdAt),
    attachmentSet: status === 'in-use' ? [attachment] : [],
    volumeType: disk.type,
    iops: disk.iops,
    throughput: disk.throughput,
    encrypted: disk.encrypted,
    kmsKeyId: disk.kmsKeyId,
    multiAttachEnabled: false,
    tagSet: tagSet(volume.tags),
  };
}

export const deleteVolume: Action = {
  takes: 'VolumeId',
  run(call) {
    const volume = findOne(call, KINDS.volume, needed(call.params, 'VolumeId'));
    if (volumeState(volume, call.now) === 'in-use') {
      throw refuse('VolumeInUse', `Volume ${volume.id} is currently attached to ${volume.instance.id}`);
    }
    unlessDryRun(call);
    volume.deletedAt = call.now;
    return DONE;
  },
};
