/**
 * What an image is made of, as a chain: one fingerprint for each layer, over all that comes before it. The same on every
 * machine and in every release of one major version: golden values in a test hold it.
 */
import { createHash } from 'node:crypto';
import type { Architecture } from '../image/aliases.js';
import { byPath } from '../layers/layer.js';
import { decodeText } from '../layers/text.js';
import type { ReadyLayer } from '../user-data/fill.js';

/** A change of what is hashed, or how, is a change of this number, and a major release: every image is baked anew. */
const VERSION = 'ami-launch fingerprint 1';

/** Whatever of the settings changes the image, beside its layers. */
export interface ImageSettings {
  readonly kmsKeyId: string | undefined;
  readonly volumeGiB: number | undefined;
  readonly volumeType: string | undefined;
  readonly volumeThroughput: number | undefined;
  readonly volumeIops: number | undefined;
}

export interface Ground {
  /** The base image's ID. */
  readonly base: string;
  readonly architecture: Architecture;
  readonly settings: ImageSettings;
}

/** The fingerprints, 64 hex digits each: of the ground alone, then up to each layer. */
export function fingerprints(
  { base, architecture, settings }: Ground,
  layers: readonly ReadyLayer[],
): string[] {
  const chain = [hash([VERSION, base, architecture, ...settingsParts(settings)])];
  for (const layer of layers) chain.push(hash([chain.at(-1) ?? '', ...layerParts(layer)]));
  return chain;
}

/** In a fixed order, and only those that are set: a setting that is new in a release changes nothing where nobody uses it. */
function settingsParts(settings: ImageSettings): string[] {
  const named: [string, string | number | undefined][] = [
    ['kms-key-id', settings.kmsKeyId],
    ['volume-size', settings.volumeGiB],
    ['volume-type', settings.volumeType],
    ['bake-volume-throughput', settings.volumeThroughput],
    ['bake-volume-iops', settings.volumeIops],
  ];
  return named.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
}

/** Of secrets their references count: their values are nowhere in a run. Files count in an order that no file system decides. */
function layerParts(layer: ReadyLayer): (string | Uint8Array)[] {
  const { kind, name, content, options = {}, files = [], environment = [], secrets = [] } = layer;
  return [
    kind,
    name,
    unixLines(content),
    ...Object.entries(options)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([option, value]) => ['option', option, value].join('\n')),
    ...environment.map(({ variable, value }) => ['environment', variable, value].join('\n')),
    ...secrets.map(({ variable, reference: { service, id, key = '' } }) =>
      ['secret', variable, service, id, key].join('\n'),
    ),
    ...[...files]
      .sort(byPath)
      .flatMap((file) => [
        ['file', file.path, file.executable ? 'executable' : 'plain'].join('\n'),
        unixLines(file.content),
      ]),
  ];
}

/**
 * Text with the line ends that git has it stored with: a checkout that turns them into CRLF holds the same layer. What is
 * no text counts byte by byte.
 */
function unixLines(content: Uint8Array): Uint8Array {
  if (decodeText(content) === undefined || isUtf16(content)) return content;
  return Buffer.from(Buffer.from(content).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Each part goes in with its length, so that no two lists of parts are one row of bytes. */
function hash(parts: readonly (string | Uint8Array)[]): string {
  const sum = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part as string);
    sum.update(`${bytes.length}:`).update(bytes).update(',');
  }
  return sum.digest('hex');
}
