/** What the endpoint's own record says of an account: all that costs money or counts against a quota, and all that was made twice. */
import type { InstanceDump, RegionDump, WorldDump } from '../../src/endpoint/world/dump.js';

export type CostKind = 'instance' | 'volume' | 'image' | 'snapshot' | 'object' | 'version' | 'group';

export interface Cost {
  readonly kind: CostKind;
  readonly region: string;
  /** Of an object `BUCKET/KEY`, of a version of a launch template `TEMPLATE/NUMBER`. */
  readonly id: string;
  /** Of a version its description; empty where the kind has none. */
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Everything that has not ended, in all regions. What ends by itself within a minute has to be waited for before. */
export function costs({ regions }: WorldDump): Cost[] {
  return Object.entries(regions).flatMap(([region, dump]) =>
    costsIn(dump).map((cost) => ({ ...cost, region })),
  );
}

function costsIn(dump: RegionDump): Omit<Cost, 'region'>[] {
  const alive = ({ state }: { state: string }) => !['terminated', 'deregistered', 'deleted'].includes(state);
  const objects = Object.entries(dump.buckets).flatMap(([bucket, { objects }]) =>
    objects.map(({ key }) => ({ kind: 'object' as const, id: `${bucket}/${key}`, state: '', tags: {} })),
  );
  return [
    ...dump.instances.filter(alive).map((one) => ({ ...one, kind: 'instance' as const })),
    // One in use goes with its instance, or is found once that has ended.
    ...dump.volumes
      .filter(({ state }) => state === 'available')
      .map((one) => ({ ...one, kind: 'volume' as const })),
    ...dump.images.filter(alive).map((one) => ({ ...one, kind: 'image' as const })),
    ...dump.snapshots.filter(alive).map((one) => ({ ...one, kind: 'snapshot' as const })),
    ...objects,
    ...dump.autoScalingGroups.map(({ name }) => ({ kind: 'group' as const, id: name, state: '', tags: {} })),
    ...dump.launchTemplates.flatMap(({ id, tags, versions }) =>
      versions.map(({ number, description = '' }) => ({
        kind: 'version' as const,
        id: `${id}/${number}`,
        state: description,
        tags,
      })),
    ),
  ].map(({ kind, id, state, tags }) => ({ kind, id, state, tags }));
}

/**
 * What one intent has made more than once: more instances by a client token than one call asks for, and images that are whole
 * with the same fingerprint in the same region. In sentences; none: nothing was doubled.
 */
export function doubles({ regions }: WorldDump, most: number): string[] {
  return Object.entries(regions).flatMap(([region, { instances, images }]) => [
    ...[...by(instances, ({ clientToken }: InstanceDump) => clientToken)]
      .filter(([, made]) => made.length > most)
      .map(([token, made]) => `${made.length} instances of the token ${token} in ${region}`),
    ...[
      ...by(
        images.filter(({ state }) => state === 'available'),
        ({ tags }) => tags['ami-launch:fingerprint'],
      ),
    ]
      .filter(([, made]) => made.length > 1)
      .map(([print, made]) => `${made.length} images of the fingerprint ${print} in ${region}`),
  ]);
}

function by<T>(things: readonly T[], key: (thing: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const name = key(thing);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), thing]);
  }
  return groups;
}
