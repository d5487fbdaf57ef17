import type { Layer, OperatingSystem } from '../layers/layer.js';
import { LayerFailure } from '../layers/problem.js';
import { grouped } from '../grouped.js';
import { gzip } from './gzip.js';
import type { SecretReference } from './secrets/reference.js';
import type { Rendering, Staging } from './system.js';

/**
 * What EC2 takes, in bytes before base64. Source: EC2 API reference, RunInstances, `UserData`; launch templates have the
 * same limit.
 */
export const USER_DATA_LIMIT = 16_384;

/** What is staged at the most, in bytes: machines hold it in memory, and read it as one script. */
export const STAGED_LIMIT = 50 * 1024 * 1024;

/** What the URL of a staged object may take at the most; with session tokens they have some 1,500 bytes. */
const URL_ROOM = 4096;

/** User data, ready for EC2 (which wants it in base64). Plain data. */
export interface UserData {
  /** What is staged, where that is the encoding: see `deliver`. */
  readonly bytes: Uint8Array;
  /** `gzip`: compressed as a whole on Linux; on Windows all but the few lines that unpack it. */
  readonly encoding: 'plain' | 'gzip' | 'staged';
  /** In bytes, as `bytes.length` is. */
  readonly limit: number;
  /** The bucket that it goes to, and what EC2 is given instead, with a mark where the URL belongs. */
  readonly staged?: { readonly bucket: string; readonly small: Uint8Array };
  /** `raw`: the layer as it is in the workspace; `bytes`: about what it costs here. The rest is the runner's. */
  readonly shares: readonly { readonly layer: string; readonly raw: number; readonly bytes: number }[];
  /** Sentences for the user. */
  readonly warnings: readonly string[];
  /** What the machine fetches with its own role, each once. */
  readonly secrets: readonly SecretReference[];
}

/** Where user data can go that is too big, and how it is divided for that. */
export interface Stage {
  readonly bucket: string;
  readonly divide: () => Promise<Staging>;
}

/** Why there is no such place. */
export type NoStage = 'no-bucket' | 'persists' | 'in-group';

/**
 * Makes user data fit: plain while it does, else packed where the machine unpacks it, else staged where there is a bucket.
 * cloud-init unpacks (22.4: `user_data.py`, `convert_string`); Windows agents don't, and what they are given is packed
 * already.
 *
 * @param layers as they are in the workspace
 * @throws LayerFailure `user-data-too-big`
 */
export async function fit(
  rendering: Rendering,
  layers: readonly Layer[],
  os: OperatingSystem,
  stage: Stage | NoStage,
): Promise<Omit<UserData, 'secrets'>> {
  const plain = rendering.bytes;
  const packs = os === 'linux' && plain.length > USER_DATA_LIMIT;
  const bytes = packs ? gzip(plain) : plain;
  const { warnings } = rendering;
  const shares = sharesOf(rendering, layers, bytes.length / plain.length);
  if (bytes.length <= USER_DATA_LIMIT)
    return { bytes, encoding: packs ? 'gzip' : rendering.encoding, limit: USER_DATA_LIMIT, shares, warnings };
  if (typeof stage === 'string')
    throw tooBig({ bytes, limit: USER_DATA_LIMIT, shares }, STAGING_ADVICE[stage]);
  const { payload, small } = await stage.divide();
  const staged = {
    bytes: payload,
    encoding: 'staged' as const,
    limit: STAGED_LIMIT,
    staged: { bucket: stage.bucket, small },
    shares: sharesOf(rendering, layers, payload.length / plain.length),
    warnings,
  };
  if (payload.length > STAGED_LIMIT) throw tooBig(staged, '');
  const least = os === 'linux' ? gzip(small) : small;
  if (least.length + URL_ROOM > USER_DATA_LIMIT) throw tooBigBeside(least.length, layers);
  return staged;
}

function sharesOf(rendering: Rendering, layers: readonly Layer[], packed: number): UserData['shares'] {
  return rendering.shares.map(({ layer, bytes: share }) => ({
    layer,
    raw: rawOf(layers.find(({ name }) => name === layer)),
    bytes: Math.round(share * packed),
  }));
}

function rawOf(layer: Layer | undefined): number {
  const pieces = layer === undefined ? [] : [layer, ...(layer.files ?? [])];
  return pieces.reduce((sum, { content }) => sum + content.length, 0);
}

/**
 * Refuses layers of which one alone can't fit. To be asked first: reading megabytes closely (for quotes, for credentials)
 * takes seconds.
 *
 * @throws LayerFailure `user-data-too-big`
 */
export function refuseHopeless(layers: readonly Layer[], why: NoStage): void {
  const large = layers.some(({ content }) => content.length > USER_DATA_LIMIT);
  if (!large) return;
  const shares = layers.map(({ name, content }) => ({
    layer: name,
    raw: content.length,
    bytes: leastOf(content),
  }));
  if (!shares.some(({ bytes }) => bytes > USER_DATA_LIMIT)) return;
  const sum = shares.reduce((total, { bytes }) => total + bytes, 0);
  throw tooBigBecause(
    `The layers take ${grouped(sum)} bytes even when packed, and EC2 takes ${grouped(USER_DATA_LIMIT)} of user data:`,
    shares,
    STAGING_ADVICE[why],
  );
}

/** What is left of a layer at the least, in bytes: packed, and without tags and comments, which may go. */
function leastOf(content: Uint8Array): number {
  const [before = '', ...others] = Buffer.from(content).toString('latin1').split('{{');
  const behindTags = others.map((text) => text.slice(text.indexOf('}}') + 2));
  return gzip(Buffer.from([before, ...behindTags].join(''), 'latin1')).length;
}

function tooBig(
  { bytes, limit, shares }: Pick<UserData, 'bytes' | 'limit' | 'shares'>,
  advice: string,
): LayerFailure {
  const own = bytes.length - shares.reduce((sum, share) => sum + share.bytes, 0);
  const taken =
    limit === USER_DATA_LIMIT
      ? `EC2 takes ${grouped(limit)}`
      : `no more than ${grouped(limit)} are put into a bucket`;
  return tooBigBecause(
    `The user data takes ${grouped(bytes.length)} bytes even when packed, and ${taken} (about ${grouped(own)} are the runner's own). The layers:`,
    shares,
    advice,
  );
}

/** What can't be put into a bucket is too big by itself: see `stageLinux`. */
function tooBigBeside(bytes: number, layers: readonly Layer[]): LayerFailure {
  const configs = layers.filter(({ kind }) => kind === 'cloud-config');
  return tooBigBecause(
    `cloud-init reads cloud-config from the user data itself, not from a bucket, and with that it takes ${grouped(bytes)} bytes even when packed, where EC2 takes ${grouped(USER_DATA_LIMIT - URL_ROOM)} beside the bucket's URL. The layers:`,
    configs.map(({ name, content }) => ({ layer: name, raw: content.length, bytes: gzip(content).length })),
    'Move files and commands into a shell layer. ',
  );
}

const STAGING_ADVICE: Readonly<Record<NoStage, string>> = {
  'no-bucket': 'Give a `staging-bucket`, from which the machine then fetches it by itself. Or: ',
  'in-group':
    'In a group it has to fit: a group launches instances at any time, and the URL by which one fetches it from a staging bucket would have ended. ',
  persists:
    'With `persist` it has to fit: the URL by which a machine fetches it from a staging bucket ends before later boots. ',
};

function tooBigBecause(summary: string, shares: UserData['shares'], advice: string): LayerFailure {
  const problems = [...shares]
    .sort((one, other) => other.bytes - one.bytes)
    .map((share) => ({
      layer: share.layer,
      message: `${grouped(share.raw)} bytes, of which about ${grouped(share.bytes)} are left in the user data.`,
    }));
  return new LayerFailure('user-data-too-big', problems, {
    summary,
    advice: `${advice}Trim the largest layers, bake into an image what changes seldom, or let a layer download what is big, from a bucket that the instance may read.`,
  });
}
