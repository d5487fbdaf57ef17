import type { Snapshot } from '@aws-sdk/client-ec2';
import { pagesOf } from '../aws/pages.js';
import { TAG, tagOf } from '../aws/tags.js';
import { isAwsFailure } from '../aws/errors.js';
import type { LookContext, RemoveContext } from './context.js';
import { detached } from './image.js';
import { IMAGING_MS } from './judge.js';
import { isOfName, ofLineages, ofScope, type Scope } from './scope.js';
import { ageOf, type Tally } from './tally.js';

/** A filter takes at most so many values. */
const MOST_VALUES = 200;

export interface Orphan {
  readonly id: string;
  readonly name: string;
  readonly why: string;
  readonly gib: number;
}

/**
 * Snapshots of baked images that no image uses any longer, older than an image takes to be made. Nothing is deleted until the
 * last page has been read: deleting would move what is on the next.
 */
export async function findOrphans(scope: Scope, { ec2, clock }: LookContext): Promise<Orphan[]> {
  const now = clock.now();
  const pages = pagesOf((token) =>
    ec2('DescribeSnapshots', {
      OwnerIds: ['self'],
      Filters: [{ Name: `tag:${TAG.role}`, Values: ['image'] }, ofScope(scope), ...ofLineages(scope)],
      MaxResults: MOST_VALUES,
      ...token,
    }),
  );
  const orphans: Orphan[] = [];
  for await (const { Snapshots = [] } of pages) {
    const old = Snapshots.filter(
      ({ StartTime, Tags }) =>
        now - (StartTime?.getTime() ?? now) >= IMAGING_MS &&
        isOfName(tagOf(Tags, TAG.lineage), scope.imageName),
    );
    if (old.length === 0) continue;
    const used = await usedByImages(
      old.map(({ SnapshotId = '' }) => SnapshotId),
      ec2,
    );
    orphans.push(
      ...old.filter(({ SnapshotId = '' }) => !used.has(SnapshotId)).map((one) => orphan(one, now)),
    );
  }
  return orphans;
}

function orphan({ SnapshotId = '', StartTime, VolumeSize = 0, Tags }: Snapshot, now: number): Orphan {
  const age = ageOf(now - (StartTime?.getTime() ?? now));
  return {
    id: detached(SnapshotId),
    name: detached(tagOf(Tags, 'Name') ?? ''),
    why: `no image uses it, ${age} old`,
    gib: VolumeSize,
  };
}

/** Of whatever kind, and in whatever state. */
async function usedByImages(ids: readonly string[], ec2: LookContext['ec2']): Promise<Set<string>> {
  const used = new Set<string>();
  const pages = pagesOf((token) =>
    ec2('DescribeImages', {
      Owners: ['self'],
      Filters: [{ Name: 'block-device-mapping.snapshot-id', Values: [...ids] }],
      IncludeDisabled: true,
      MaxResults: MOST_VALUES,
      ...token,
    }),
  );
  for await (const { Images = [] } of pages) {
    for (const { BlockDeviceMappings = [] } of Images)
      for (const { Ebs } of BlockDeviceMappings) used.add(Ebs?.SnapshotId ?? '');
  }
  return used;
}

export async function deleteOrphan(orphan: Orphan, tally: Tally, context: RemoveContext): Promise<void> {
  context.signal.throwIfAborted();
  try {
    await context.ec2('DeleteSnapshot', { SnapshotId: orphan.id });
    tally.gone('snapshot', orphan);
  } catch (thrown) {
    if (!isAwsFailure(thrown) || thrown.kind === 'credentials') throw thrown;
    // An image may have been made of it since, or somebody else was faster.
    if (!/^InvalidSnapshot\.(InUse|NotFound)$/.test(thrown.code)) tally.failed('snapshot', orphan, thrown);
  }
}
