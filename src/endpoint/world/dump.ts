import { environmentAt } from './beanstalk.js';
import { stackEventAt } from './cloudformation.js';
import type { LaunchTemplate } from './launch-templates.js';
import { ACCOUNT, type Region, type Tags, type World } from './state.js';
import type { StoredObject } from './storage.js';
import { groupDump, type GroupDump } from './scaling/dump.js';
import { stateAt, stepAt } from './timeline.js';
import { volumeState } from './volumes.js';

/** All that was ever made, for assertions: also what EC2 no longer shows, never what the catalogue holds. */
export interface WorldDump {
  readonly at: number;
  readonly regions: Readonly<Record<string, RegionDump>>;
}

export interface RegionDump {
  readonly instances: readonly InstanceDump[];
  readonly images: readonly ThingDump[];
  readonly snapshots: readonly ThingDump[];
  readonly volumes: readonly (ThingDump & { readonly instanceId: string })[];
  readonly groups: readonly Omit<ThingDump, 'state'>[];
  readonly keyPairs: readonly Omit<ThingDump, 'state'>[];
  readonly launchTemplates: readonly TemplateDump[];
  readonly parameters: Readonly<Record<string, string>>;
  /** Customers' keys, with the IDs of the grants that are not revoked. */
  readonly keys: readonly { readonly id: string; readonly grants: readonly string[] }[];
  readonly autoScalingGroups: readonly GroupDump[];
  /** Names. */
  readonly launchConfigurations: readonly string[];
  /** CodeDeploy's, oldest first. */
  readonly deployments: readonly DeploymentDump[];
  /** What stacks that are not deleted say of themselves, and environments, by their names. */
  readonly stacks: Readonly<Record<string, string>>;
  readonly environments: Readonly<Record<string, string>>;
  /** What S3 keeps, by the names of its buckets. */
  readonly buckets: Readonly<Record<string, { readonly objects: readonly ObjectDump[] }>>;
}

export interface TemplateDump extends Omit<ThingDump, 'state'> {
  /** Oldest first. */
  readonly versions: readonly { readonly number: number; readonly description?: string }[];
}

export interface DeploymentDump {
  readonly id: string;
  readonly creator: string;
  readonly status: string;
  readonly revision: unknown;
}

export interface ObjectDump {
  readonly key: string;
  readonly size: number;
  /** Cloud ms. */
  readonly at: number;
}

export interface ThingDump {
  readonly id: string;
  readonly name?: string;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface InstanceDump extends ThingDump {
  readonly imageId: string;
  readonly instanceType: string;
  readonly zone: string;
  readonly spot: boolean;
  readonly launchedAt: number;
  readonly clientToken?: string;
  readonly stateReason?: string;
}

export function dump(world: World): WorldDump {
  const now = world.clock.now();
  const regions = [...world.regions.keys()].map((name) => [name, regionDump(world, name, now)] as const);
  return { at: now, regions: Object.fromEntries(regions) };
}

function regionDump(world: World, name: string, now: number): RegionDump {
  const region = world.regions.get(name);
  if (!region) throw new Error(`There is no region ${name}.`);
  const own = <T extends { ownerId: string }>(things: Iterable<T>) =>
    [...things].filter(({ ownerId }) => ownerId === ACCOUNT);
  return {
    instances: [...region.instances.values()].map((instance) => ({
      ...head(instance),
      state: stateAt(instance.timeline, now),
      imageId: instance.image.id,
      instanceType: instance.type.name,
      zone: instance.zone,
      spot: instance.spotRequestId !== undefined,
      launchedAt: instance.launchedAt,
      ...(instance.token !== undefined && { clientToken: instance.token }),
      ...reasonOf(stepAt(instance.timeline, now).reason),
    })),
    images: own(region.images.values()).map((image) => ({
      ...head(image),
      name: image.name,
      state: stateAt(image.timeline, now),
    })),
    snapshots: own(region.snapshots.values()).map((snapshot) => ({
      ...head(snapshot),
      state: stateAt(snapshot.timeline, now),
    })),
    volumes: [...region.volumes.values()].map((volume) => ({
      ...head(volume),
      state: volumeState(volume, now),
      instanceId: volume.instance.id,
    })),
    groups: [...region.groups.values()].map((group) => ({ ...head(group), name: group.name })),
    keyPairs: [...region.keyPairs.values()].map((key) => ({ ...head(key), name: key.name })),
    launchTemplates: [...region.launchTemplates.values()].map(templateDump),
    ...servicesDump(world, region, now),
  };
}

function templateDump(template: LaunchTemplate): TemplateDump {
  const versions = [...template.versions.values()].map(({ number, description }) => ({
    number,
    ...(description !== undefined && { description }),
  }));
  return { ...head(template), name: template.name, versions };
}

type ServicesDump = Pick<
  RegionDump,
  | 'parameters'
  | 'keys'
  | 'autoScalingGroups'
  | 'launchConfigurations'
  | 'deployments'
  | 'stacks'
  | 'environments'
  | 'buckets'
>;

/** What is not EC2's. */
function servicesDump(world: World, region: Region, now: number): ServicesDump {
  return {
    parameters: Object.fromEntries(
      [...region.parameters.values()]
        .filter(({ name: path }) => !path.startsWith('/aws/'))
        .flatMap(({ name: path, versions }) => {
          const latest = versions.findLast(({ at }) => at <= now);
          return latest ? [[path, latest.value]] : [];
        }),
    ),
    keys: [...region.keys.values()]
      .filter(({ manager }) => manager === 'CUSTOMER')
      .map(({ id, grants }) => ({ id, grants: [...grants.keys()] })),
    autoScalingGroups: [...region.autoScaling.groups.values()].map(groupDump),
    launchConfigurations: [...region.autoScaling.launchConfigurations.keys()],
    deployments: [...region.codeDeploy.deployments.values()].map(({ id, creator, timeline, revision }) => ({
      id,
      creator,
      status: stateAt(timeline, now),
      revision,
    })),
    ...rolloutDump(region, now),
    buckets: Object.fromEntries(
      [...world.storage.values()]
        .filter((bucket) => bucket.region === region.name && bucket.ownerId === ACCOUNT)
        .map((bucket) => [bucket.name, { objects: [...bucket.objects.values()].map(objectDump) }]),
    ),
  };
}

function rolloutDump(region: Region, now: number): Pick<RegionDump, 'stacks' | 'environments'> {
  const stacks = [...region.stacks.values()]
    .map((stack) => [stack.name, stackEventAt(stack, now).status] as const)
    .filter(([, status]) => status !== 'DELETE_COMPLETE');
  const environments = [...region.beanstalk.environments.values()]
    .map((one) => ({ name: one.name, ...environmentAt(one, now) }))
    .filter(({ status }) => status !== 'Terminated')
    .map(({ name, status, health }) => [name, `${status} ${health}`] as const);
  return { stacks: Object.fromEntries(stacks), environments: Object.fromEntries(environments) };
}

function objectDump({ key, body, at }: StoredObject): ObjectDump {
  return { key, size: body.length, at };
}

function head({ id, tags }: { id: string; tags: Tags }): Omit<ThingDump, 'state'> {
  return { id, tags: Object.fromEntries(tags) };
}

function reasonOf(reason: { code: string } | undefined): { stateReason?: string } {
  return reason ? { stateReason: reason.code } : {};
}
