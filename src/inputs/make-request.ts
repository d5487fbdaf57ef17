import type { Lock } from '../image/lock.js';
import type { BaseImageSource } from '../image/sources.js';
import { DEFAULTS } from '../instances/defaults.js';
import type { Condition } from '../instances/ready/condition.js';
import type { Values } from './load.js';
import type { Locks } from './lock-file.js';
import { rolloutPart } from './make-rollout.js';
import type { NamedImage } from './own-grammar.js';
import type {
  BakePart,
  BasePart,
  GithubPart,
  LaunchPart,
  Pipeline,
  Request,
  RolloutPart,
  ResolveRequest,
} from './request.js';

/** The request that these values make. */
export function requestOf(values: Values, locks: Locks): Request {
  const { mode, region } = values;
  switch (mode) {
    case 'terminate':
      return {
        mode,
        region,
        instanceIds: values['instance-ids'],
        scope: values['terminate-scope'],
        github: githubPart(values),
      };
    case 'resolve':
      return resolveRequest(values, locks);
    case 'prune':
      return {
        mode,
        region,
        imageName: values['image-name'],
        scope: values['prune-scope'],
        stagingBucket: values['staging-bucket'],
        keepImages: values['keep-images'] ?? KEEP_IMAGES,
        keepDays: values['keep-days'],
        dryRun: values['dry-run'],
      };
    case 'launch':
    case 'bake':
      return { mode, ...pipeline(values, locks) };
    case 'rollout':
    case 'plan':
      return rollingRequest(mode, values, pipeline(values, locks));
  }
}

function rollingRequest(mode: 'rollout' | 'plan', values: Values, all: Pipeline): Request {
  const group = values['auto-scaling-group'];
  const rollout = group === undefined ? undefined : rolloutPart(group, values);
  if (mode === 'plan') return { mode, ...followed(all, rollout), rollout };
  if (rollout === undefined) throw new Error('A rule sees to it that a roll-out has its group.');
  return { mode, ...followed(all, rollout), rollout };
}

/**
 * The group that is made of nothing but the inputs follows the base image that holds without any, too: by the next run its
 * template says one image for good.
 */
function followed(all: Pipeline, rollout: RolloutPart | undefined): Pipeline {
  if (rollout?.create === undefined || all.launch.template !== undefined) return all;
  return { ...all, base: { ...all.base, source: all.base.source ?? DEFAULTS.image } };
}

/** What a prune keeps of each lineage where nothing is said: the current image and two to go back to. */
const KEEP_IMAGES = 3;

function resolveRequest(values: Values, locks: Locks): ResolveRequest {
  const base = basePart(values, locks);
  const path = values['lock-file'];
  const lock = path === undefined ? undefined : { path, now: locks.renewed };
  return {
    mode: 'resolve',
    region: values.region,
    base: { ...base, source: base.source ?? lock?.now?.lock.source },
    lock,
  };
}

function basePart(values: Values, { based }: Locks): BasePart {
  return {
    source: sourceOf(values['base-image'], based),
    architecture: values.architecture === 'auto' ? undefined : values.architecture,
    instanceTypes: values['instance-type'] ?? [],
    maxAgeDays: values['max-base-age-days'],
  };
}

function sourceOf(named: NamedImage | undefined, lock: Lock | undefined): BaseImageSource | undefined {
  if (named?.kind !== 'lock') return named;
  return lock && { ...named, lock };
}

function pipeline(values: Values, locks: Locks): Pipeline {
  const layers = values.app ?? [];
  const files = values.files ?? [];
  const base = basePart(values, locks);
  return {
    region: values.region,
    base,
    bake: bakePart(values),
    app: {
      layers,
      files,
      variables: values.variables ?? {},
      allowSecrets: values['allow-secrets-in-user-data'],
      persist: values.persist,
      stagingBucket: values['staging-bucket'],
    },
    launch: launchPart(values, base.instanceTypes),
    ready: {
      conditions: values['ready-when'] ?? defaultConditions(values.mode, layers.length + files.length),
      timeoutMs: values['ready-timeout'],
      address: values['ready-address'],
    },
    end: { terminate: values.terminate, keepFailed: values['keep-failed'] },
    github: githubPart(values),
  };
}

/** @param own how much user data of the user's there is */
function defaultConditions(mode: Values['mode'], own: number): Condition[] {
  if (mode === 'bake') return [];
  return [{ kind: own > 0 ? 'user-data' : 'status-checks' }];
}

function bakePart(values: Values): BakePart {
  return {
    layers: values.bake ?? [],
    imageName: values['image-name'],
    rebake: values.rebake,
    layerImages: values['layer-images'],
    instanceTypes: values['bake-instance-type'] ?? [],
    timeoutMs: values['bake-timeout'],
    volumeThroughput: values['bake-volume-throughput'],
    volumeIops: values['bake-volume-iops'],
    owners: values['bake-owners'] ?? [],
    kmsKeyId: values['kms-key-id'],
    after: {
      copies: values['copy-to-regions'] ?? [],
      shareWith: values['share-with'] ?? [],
      publishParameter: values['publish-parameter'],
      deprecateAfterDays: values['deprecate-after-days'],
      keepImages: values['keep-images'],
    },
  };
}

function launchPart(values: Values, instanceTypes: readonly string[]): LaunchPart {
  return {
    instanceTypes,
    subnetIds: values['subnet-id'] ?? [],
    securityGroupIds: values['security-group-ids'] ?? [],
    keyName: values['key-name'],
    instanceProfile: values['iam-instance-profile'],
    count: values.count ?? DEFAULTS.count,
    market: values.market,
    template: values['launch-template'],
    volumeGiB: values['volume-size'],
    volumeType: values['volume-type'],
    publicIp: values['public-ip'] === 'auto' ? undefined : values['public-ip'] === 'true',
    ttlMinutes: values['ttl-minutes'],
    name: values.name,
    tags: values.tags ?? {},
  };
}

function githubPart(values: Values): GithubPart {
  return {
    token: values['github-token'],
    comment: values.comment,
    environment: values['deployment-environment'],
  };
}
