import type { Image } from '@aws-sdk/client-ec2';
import { TAG } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { OperatingSystem } from '../layers/layer.js';
import { commonArchitecture, describeTypes, type InstanceTypeFacts } from '../instances/types.js';
import { parseReadyTimes, type ReadyTimes } from '../instances/ready/times.js';
import type { Agent, Architecture } from './aliases.js';
import { isPast } from './choose.js';
import { type Pin, pinOf } from './lock.js';
import { imageOf } from './look-up.js';
import { agentOf, publisherOf } from './publishers.js';
import { aliasIn, type BaseImageSource, findCandidates, sourceName } from './sources.js';

/** One of the image's volumes. */
export interface ImageVolume {
  readonly device: string;
  readonly gib: number | undefined;
  readonly root: boolean;
}

/** The base image, as far as the rest of a run needs it. Plain JSON. */
export interface BaseImage {
  readonly id: string;
  readonly name: string;
  /** As the user named it. */
  readonly source: string;
  /** What the lock follows that the user named: `al2023`. Absent where it is no lock. */
  readonly follows?: string;
  readonly owner: string;
  /** In words: `Canonical`, or `account 123456789012`. */
  readonly publisher: string;
  readonly architecture: Architecture;
  readonly os: OperatingSystem;
  /** What reads its user data. */
  readonly agent: Agent;
  /** ISO 8601. */
  readonly created: string | undefined;
  readonly ageDays: number | undefined;
  /** ISO 8601; after it the publisher recommends another. */
  readonly deprecated: string | undefined;
  /** A sentence for the user when that is near or past. */
  readonly deprecationNotice: string | undefined;
  readonly volumes: readonly ImageVolume[];
  /** Seconds that conditions took at an earlier launch, as the image's tag tells. */
  readonly readyTimes: ReadyTimes;
}

export interface ResolveNeeds {
  readonly source: BaseImageSource;
  readonly architecture: Architecture | undefined;
  readonly instanceTypes: readonly string[];
  readonly maxAgeDays: number | undefined;
}

export interface Resolved {
  readonly image: BaseImage;
  /** As a lock would hold it. */
  readonly pin: Pin;
  readonly types: readonly InstanceTypeFacts[];
}

const DAY_MS = 86_400_000;

/**
 * The current base image, and the facts of the instance types it is to run on: at most three calls, two
 * of them at the same time. Throws a `Failure` whose ID tells apart what may be wrong: `base-image-…`
 * `not-found`, `not-available`, `disabled`, `deprecated`, `too-old`, of a lock `not-in-lock`, `gone` and `owner`; and
 * `architecture-mismatch`.
 */
export async function resolveBase(needs: ResolveNeeds, context: ReadContext): Promise<Resolved> {
  const types = describeTypes(needs.instanceTypes, context);
  const architecture = types.then((facts) => commonArchitecture(facts, needs.architecture));
  // When both fail, both must be waited for, or the second failure would end the process as unhandled.
  const [found, wanted] = await Promise.allSettled([
    findCandidates(needs.source, architecture, context),
    architecture,
  ]);
  if (wanted.status === 'rejected' && needs.source.kind !== 'id') throw wanted.reason;
  if (found.status === 'rejected') throw found.reason;
  const image = await imageOf(found.value, needs.source, context);
  const base = baseImageOf(image, needs.source, context.clock.now());
  commonArchitecture(await types, base.architecture, `as ${base.id} is`);
  return { image: checkAge(base, needs.maxAgeDays, context), pin: pinOf(image), types: await types };
}

function baseImageOf(image: Image, source: BaseImageSource, now: number): BaseImage {
  const created = Date.parse(image.CreationDate ?? '');
  return {
    id: image.ImageId ?? '',
    name: image.Name ?? '',
    source: sourceName(source),
    ...(source.kind === 'lock' ? { follows: sourceName(source.lock.source) } : {}),
    owner: image.ImageOwnerAlias ?? image.OwnerId ?? '',
    architecture: image.Architecture === 'arm64' ? 'arm64' : 'x86_64',
    ...natureOf(image, source),
    created: image.CreationDate,
    ageDays: Number.isNaN(created) ? undefined : Math.floor((now - created) / DAY_MS),
    deprecated: image.DeprecationTime,
    deprecationNotice: deprecationNotice(image, now),
    volumes: volumesOf(image),
    readyTimes: parseReadyTimes(tagOf(image, TAG.readyTimes)),
  };
}

/** An image that was made from `base`: it runs the same, but has an ID, an age and volumes of its own. */
export function imageLike(image: Image, base: BaseImage, now: number): BaseImage {
  const made = baseImageOf(image, { kind: 'id', id: image.ImageId ?? '' }, now);
  const { source, publisher, os, agent, architecture } = base;
  return { ...made, source, publisher, os, agent, architecture };
}

/** Whose image it is and what it runs: an alias says so, of others their owner and name. */
function natureOf(image: Image, source: BaseImageSource): Pick<BaseImage, 'publisher' | 'os' | 'agent'> {
  const os = /windows/i.test(image.Platform ?? image.PlatformDetails ?? '') ? 'windows' : 'linux';
  const alias = aliasIn(source);
  return {
    publisher: alias?.publisher ?? publisherOf(image),
    os,
    agent: alias?.agent ?? agentOf(image, os),
  };
}

const tagOf = ({ Tags = [] }: Image, key: string) => Tags.find(({ Key }) => Key === key)?.Value ?? '';

/** The image's EBS volumes; the root one first of all where the image does not list it. */
function volumesOf({ BlockDeviceMappings = [], RootDeviceName }: Image): ImageVolume[] {
  const volumes = BlockDeviceMappings.flatMap(({ DeviceName, Ebs }) =>
    DeviceName === undefined || Ebs === undefined
      ? []
      : [{ device: DeviceName, gib: Ebs.VolumeSize, root: DeviceName === RootDeviceName }],
  );
  if (RootDeviceName === undefined || volumes.some(({ root }) => root)) return volumes;
  return [{ device: RootDeviceName, gib: undefined, root: true }, ...volumes];
}

/** How long before its deprecation a run begins to warn. */
const NOTICE_DAYS = 30;

function checkAge(image: BaseImage, maxAgeDays: number | undefined, { log }: ReadContext): BaseImage {
  if (image.deprecationNotice !== undefined) log.warn(image.deprecationNotice);
  if (maxAgeDays === undefined || image.ageDays === undefined || image.ageDays <= maxAgeDays) return image;
  throw new Failure(
    'base-image-too-old',
    `The base image ${image.id} (${image.source}) is ${image.ageDays} days old; max-base-age-days allows ${maxAgeDays}.`,
    {
      advice:
        image.follows === undefined
          ? 'Choose an image that is still published, or allow older ones.'
          : 'Renew the lock, or allow older ones.',
    },
  );
}

function deprecationNotice(image: Image, now: number): string | undefined {
  const { ImageId: id = '', DeprecationTime: deprecated } = image;
  if (deprecated === undefined) return undefined;
  if (isPast(deprecated, now)) {
    return `The base image ${id} is deprecated since ${deprecated}: its publisher patches it no longer.`;
  }
  const days = Math.ceil((Date.parse(deprecated) - now) / DAY_MS);
  if (!(days <= NOTICE_DAYS)) return undefined; // nor where the time is none
  const when = days === 1 ? 'within a day' : `in ${days} days`;
  return `The base image ${id} will be deprecated ${when}, on ${deprecated}: from then on it cannot be found by name, and its publisher patches it no longer. Move to a newer one.`;
}

/** One line about the image: what it is, whose, how old, and what reads its user data. */
export function baseSentence({ id, name, publisher, ageDays, deprecated, agent }: BaseImage): string {
  const age = ageDays === undefined ? '' : `, ${ageDays} ${ageDays === 1 ? 'day' : 'days'} old`;
  const until = deprecated === undefined ? '' : `, deprecated from ${deprecated.slice(0, 10)} on`;
  return `Base image: ${id} (${name}) by ${publisher}${age}${until}; its user data is read by ${AGENT_NAMES[agent]}.`;
}

/** What people call the agents. */
export const AGENT_NAMES: Readonly<Record<Agent, string>> = {
  'cloud-init': 'cloud-init',
  'ec2launch-v2': 'EC2Launch v2',
  'ec2launch-v1': 'EC2Launch v1',
  ec2config: 'EC2Config',
  bottlerocket: 'Bottlerocket, as settings',
};
