import { storedObject } from './actions/storage/objects.js';
import type { Authorizer } from './authorization/authorization.js';
import { PUBLICATIONS } from './catalogue/public-images.js';
import { addOwnImages, publishImage, type ImagePublication } from './catalogue/publish-own.js';
import { advanceScaling } from './scaling/advance.js';
import { looksAtBalancer } from './scaling/health.js';
import type { RequestHook, Serving } from './services/serve.js';
import type { Shortage } from './world/capacity.js';
import type { DeploymentOutcome } from './world/deployment-outcomes.js';
import { DAY, SECOND } from './world/durations.js';
import { dump, type WorldDump } from './world/dump.js';
import type { EnvironmentOutcome } from './world/beanstalk.js';
import type { StackOutcome } from './world/cloudformation.js';
import type { FaultRule } from './world/faults.js';
import type { ImageOutcome } from './world/image-outcomes.js';
import { die, type Outcome } from './world/outcomes.js';
import type { RequestRecord } from './world/record.js';
import { regionOf } from './world/region.js';
import type { CloudSettings } from './world/settings.js';
import { ACCOUNT, type Image, type ImageState, type Instance } from './world/state.js';
import { newStorageBucket } from './world/storage.js';
import { replan, type Reason } from './world/timeline.js';
import { resetWorld } from './world/world.js';

/** Changes to an image that its publisher or its owner could make, or that EC2 could. */
export interface ImageChange {
  readonly imageId: string;
  readonly state?: ImageState;
  readonly reason?: Reason;
  readonly deprecated?: boolean;
  /** How old it is. */
  readonly ageDays?: number;
  readonly public?: boolean;
}

/** Everything about the cloud that its users can't do: the same by function and by POST /_control/VERB. */
export interface Control {
  settings(changes?: Partial<CloudSettings>): CloudSettings;
  /** The cloud's time, in ms since 1970. */
  now(): number;
  /** Lets cloud seconds pass at once. */
  skip(seconds: number): void;
  readonly faults: { add(rule: FaultRule): void; clear(): void };
  readonly capacity: { lack(shortage: Shortage): void; clear(): void };
  readonly images: {
    /** A new image, with a new version of the public parameter if one is named; returns its ID. */
    publish(image: ImagePublication): string;
    /** Many images of this account at once, with their tags and times; returns their IDs. */
    add(images: readonly ImagePublication[], region?: string): string[];
    /** The next release of a catalogued image, found by its parameter. */
    release(parameter: string, region?: string): string;
    change(change: ImageChange): void;
    /** What becomes of images that are made from now on; the newest rule that matches holds. */
    outcome(outcome: ImageOutcome): void;
  };
  readonly instances: {
    /** What becomes of future launches; the newest rule that matches holds. */
    outcome(outcome: Outcome): void;
    /** Ends an instance now, as EC2 or a dying host would. */
    kill(instanceId: string, reason?: Reason): void;
  };
  readonly scaling: {
    /** What a load balancer says of an instance of a group that has health checks of type ELB. */
    health(said: { instanceId: string; healthy: boolean }): void;
    /** The state of a CloudWatch alarm; one that was never told of is in OK. */
    alarm(alarm: { name: string; state: 'ALARM' | 'OK'; region?: string }): void;
  };
  readonly deployments: {
    /** What becomes of CodeDeploy's deployments from now on; the newest rule that matches holds. */
    outcome(outcome: DeploymentOutcome): void;
  };
  /** What becomes of stacks that are created or updated from now on; the newest rule that matches holds. */
  readonly stacks: { outcome(outcome: StackOutcome): void };
  /** The same for environments of Beanstalk. */
  readonly environments: { outcome(outcome: EnvironmentOutcome): void };
  readonly storage: {
    /** A bucket of this account, or of another. */
    create(bucket: { name: string; region?: string; owner?: string }): void;
    put(object: { bucket: string; key: string; body: string }): void;
  };
  /** Who says what is allowed, asked about every request; everything is allowed again without one. */
  authorize(authorizer: Authorizer | undefined): void;
  record(): readonly RequestRecord[];
  world(): WorldDump;
  /** Calls a function before and after the work of each request; returns what takes it back. */
  onRequest(hook: RequestHook): () => void;
  reset(): void;
}

const HOST_FAILED: Reason = {
  code: 'Server.InternalError',
  message: 'Server.InternalError: Internal error on launch',
};

export function control(serving: Serving, hooks: Set<RequestHook>): Control {
  const { world } = serving;
  // What Auto Scaling did up to now it did under the circumstances that there were.
  const caughtUp = () => advanceScaling(serving, world.clock.now());
  return {
    settings(changes = {}) {
      caughtUp();
      return Object.assign(world.settings, changes);
    },
    now: () => world.clock.now(),
    skip(seconds) {
      caughtUp();
      world.clock.skip(seconds * SECOND);
      caughtUp();
    },
    faults: {
      add: (rule) => void world.faults.push({ rule, matched: 0, struck: 0 }),
      clear: () => void world.faults.splice(0),
    },
    capacity: {
      lack(shortage) {
        caughtUp();
        world.shortages.push({ ...shortage });
      },
      clear() {
        caughtUp();
        world.shortages.splice(0);
      },
    },
    images: imagesControl(world, caughtUp),
    instances: instancesControl(world, caughtUp),
    scaling: scalingControl(serving, caughtUp),
    deployments: { outcome: (outcome) => void world.deploymentOutcomes.push(outcome) },
    stacks: { outcome: (outcome) => void world.stackOutcomes.push(outcome) },
    environments: { outcome: (outcome) => void world.environmentOutcomes.push(outcome) },
    storage: storageControl(world),
    authorize: (authorizer) => void (world.authorizer = authorizer),
    record: () => world.record,
    world() {
      caughtUp();
      return dump(world);
    },
    onRequest(hook) {
      hooks.add(hook);
      return () => void hooks.delete(hook);
    },
    reset: () => resetWorld(world),
  };
}

function imagesControl(world: Serving['world'], caughtUp: () => void): Control['images'] {
  return {
    publish: (image) => publishImage(regionOf(world, image.region ?? 'us-east-1'), image, world.clock.now()),
    add: (images, region = 'us-east-1') => addOwnImages(regionOf(world, region), images, world.clock.now()),
    release(parameter, region = 'us-east-1') {
      const publication = PUBLICATIONS.find(({ parameters }) => parameters.includes(parameter));
      if (!publication) throw new Error(`No catalogued image has the parameter ${parameter}.`);
      return publishImage(regionOf(world, region), { publication }, world.clock.now());
    },
    change({ imageId, ...change }) {
      caughtUp();
      changeImage(thing(world.regions, 'images', imageId), change, world.clock.now());
    },
    outcome: (outcome) => void world.imageOutcomes.push(outcome),
  };
}

function instancesControl(world: Serving['world'], caughtUp: () => void): Control['instances'] {
  return {
    outcome(outcome) {
      caughtUp();
      world.outcomes.push(outcome);
    },
    kill(id, reason = HOST_FAILED) {
      caughtUp();
      die(thing(world.regions, 'instances', id), world.clock.now(), reason);
    },
  };
}

function scalingControl(serving: Serving, caughtUp: () => void): Control['scaling'] {
  const { world } = serving;
  const groups = () =>
    [...world.regions.values()].flatMap((region) => [...region.autoScaling.groups.values()]);
  return {
    health({ instanceId, healthy }) {
      caughtUp();
      const group = groups().find(({ members }) => members.has(instanceId));
      const member = group?.members.get(instanceId);
      if (!group || !member) throw new Error(`No Auto Scaling group has the instance ${instanceId}.`);
      if (!looksAtBalancer(group)) throw new Error(`${group.name} has no health checks of type ELB.`);
      member.balancerSaysUnhealthy = !healthy;
    },
    alarm({ name, state, region = 'us-east-1' }) {
      caughtUp();
      const { alarms } = regionOf(world, region).autoScaling;
      if (state === 'ALARM') alarms.add(name);
      else alarms.delete(name);
      for (const group of groups()) group.touchedAt = world.clock.now();
      caughtUp();
    },
  };
}

function storageControl(world: Serving['world']): Control['storage'] {
  return {
    create({ name, region = 'us-east-1', owner: ownerId = ACCOUNT }) {
      regionOf(world, region);
      world.storage.set(name, newStorageBucket({ name, region, ownerId, createdAt: world.clock.now() }));
    },
    put({ bucket: name, key, body }) {
      const bucket = world.storage.get(name);
      if (!bucket) throw new Error(`There is no bucket ${name}.`);
      const headers = { 'content-type': 'binary/octet-stream' };
      bucket.objects.set(key, storedObject(key, Buffer.from(body), world.clock.now(), headers));
    },
  };
}

interface Findable {
  readonly images: ReadonlyMap<string, Image>;
  readonly instances: ReadonlyMap<string, Instance>;
}

/** An image or instance by its ID, in whatever region it is. */
function thing<K extends keyof Findable>(
  regions: ReadonlyMap<string, Findable>,
  kind: K,
  id: string,
): K extends 'images' ? Image : Instance {
  for (const region of regions.values()) {
    const found = region[kind].get(id);
    if (found) return found as K extends 'images' ? Image : Instance;
  }
  throw new Error(`There are no ${kind} with the ID ${id}.`);
}

function changeImage(image: Image, change: Omit<ImageChange, 'imageId'>, now: number): void {
  const { state, reason, deprecated, ageDays } = change;
  if (state !== undefined) replan(image.timeline, now, [{ at: now, state, ...(reason && { reason }) }]);
  if (deprecated !== undefined) image.deprecatedAt = deprecated ? now : now + 365 * DAY;
  if (ageDays !== undefined) image.createdAt = now - ageDays * DAY;
  if (change.public !== undefined) image.public = change.public;
}
