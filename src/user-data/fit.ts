import type { Layer, OperatingSystem } from '../layers/layer.js';
import { LayerFailure } from '../layers/problem.js';
import { gzip } from './gzip.js';
import type { SecretReference } from './secrets/reference.js';
import type { Rendering } from './system.js';

/**
 * What EC2 takes, in bytes before base64. Source: EC2 API reference, RunInstances, `UserData`; launch templates have the
 * same limit.
 */
export const USER_DATA_LIMIT = 16_384;

/** User data, ready for EC2 (which wants it in base64). Plain data. */
export interface UserData {
  readonly bytes: Uint8Array;
  readonly encoding: 'plain' | 'gzip' | 'staged';
  /** In bytes, as `bytes.length` is. */
  readonly limit: number;
  /** `raw`: the layer as it is in the workspace; `bytes`: about what it costs here. The rest is the runner's. */
  readonly shares: readonly { readonly layer: string; readonly raw: number; readonly bytes: number }[];
  /** Sentences for the user. */
  readonly warnings: readonly string[];
  /** What the machine fetches with its own role, each once. */
  readonly secrets: readonly SecretReference[];
}

/**
 * Makes user data fit: plain while it does, else packed where the machine unpacks it. cloud-init does (22.4:
 * `user_data.py`, `convert_string`); Windows agents don't, and the layers in their runner are packed already.
 *
 * @param layers as they are in the workspace
 * @throws LayerFailure `user-data-too-big`
 */
export function fit(
  rendering: Rendering,
  layers: readonly Layer[],
  os: OperatingSystem,
): Omit<UserData, 'secrets'> {
  const plain = rendering.bytes;
  const packs = os === 'linux' && plain.length > USER_DATA_LIMIT;
  const bytes = packs ? gzip(plain) : plain;
  const shares = rendering.shares.map(({ layer, bytes: share }) => ({
    layer,
    raw: layers.find(({ name }) => name === layer)?.content.length ?? 0,
    bytes: Math.round((share * bytes.length) / plain.length),
  }));
  const userData = {
    bytes,
    encoding: packs ? ('gzip' as const) : ('plain' as const),
    limit: USER_DATA_LIMIT,
    shares,
    warnings: rendering.warnings,
  };
  if (bytes.length > USER_DATA_LIMIT) throw tooBig(userData);
  return userData;
}

/**
 * Refuses layers of which one alone can't fit. To be asked first: reading megabytes closely (for quotes, for credentials)
 * takes seconds.
 *
 * @throws LayerFailure `user-data-too-big`
 */
export function refuseHopeless(layers: readonly Layer[]): void {
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
    `The layers take ${count(sum)} bytes even when packed, and EC2 takes ${count(USER_DATA_LIMIT)} of user data:`,
    shares,
  );
}

/** What is left of a layer at the least, in bytes: packed, and without tags and comments, which may go. */
function leastOf(content: Uint8Array): number {
  const [before = '', ...others] = Buffer.from(content).toString('latin1').split('{{');
  const behindTags = others.map((text) => text.slice(text.indexOf('}}') + 2));
  return gzip(Buffer.from([before, ...behindTags].join(''), 'latin1')).length;
}

function tooBig({ bytes, limit, shares }: Pick<UserData, 'bytes' | 'limit' | 'shares'>): LayerFailure {
  const own = bytes.length - shares.reduce((sum, share) => sum + share.bytes, 0);
  return tooBigBecause(
    `The user data takes ${count(bytes.length)} bytes even when packed, and EC2 takes ${count(limit)} (about ${count(own)} are the runner's own). The layers:`,
    shares,
  );
}

function tooBigBecause(summary: string, shares: UserData['shares']): LayerFailure {
  const problems = [...shares]
    .sort((one, other) => other.bytes - one.bytes)
    .map((share) => ({
      layer: share.layer,
      message: `${count(share.raw)} bytes, of which about ${count(share.bytes)} are left in the user data.`,
    }));
  return new LayerFailure('user-data-too-big', problems, {
    summary,
    advice:
      'Trim the largest layers, start from an image that already holds what changes seldom, or let a layer download what is big, from a bucket that the instance may read.',
  });
}

function count(bytes: number): string {
  return bytes.toLocaleString('en-US');
}
