import type { Partition } from '../../aws/partition.js';
import type { OperatingSystem } from '../../layers/layer.js';

export type Architecture = 'x86_64' | 'arm64';

/**
 * What reads user data at the first boot, and so decides what it may be. Bottlerocket's own takes settings
 * in TOML and runs nothing.
 */
export type Agent = 'cloud-init' | 'ec2launch-v2' | 'ec2launch-v1' | 'ec2config' | 'bottlerocket';

/** Where a publisher says which image is the current one: in a public SSM parameter, or only by the image's name. */
export type Published = { readonly parameter: string } | PublishedByName;

export interface PublishedByName {
  /** The publisher's account, for each partition in which it has another. */
  readonly owner: { readonly aws: string } & Readonly<Partial<Record<Partition, string>>>;
  /** With `*` and `?`. Of several releases the highest version is the current one, then its newest build. */
  readonly glob: string;
  /** An image whose name holds one of these, in whatever case, is none that anybody asked for. */
  readonly except: readonly string[];
}

/** The part of an alias that the user chooses: it stands for `<version>` in the alias and all its texts. */
export interface Version {
  /** In words: `Kubernetes version`. */
  readonly what: string;
  readonly shape: RegExp;
  readonly examples: readonly string[];
  /** Whether the examples are all that there are. */
  readonly complete: boolean;
}

export interface Alias {
  readonly title: string;
  readonly publisher: string;
  readonly os: OperatingSystem;
  readonly agent: Agent;
  readonly images: Readonly<Partial<Record<Architecture, Published>>>;
  readonly version?: Version;
}

export const PLACEHOLDER = '<version>';

/** The same parameter for both architectures, which each publisher spells its own way. */
export function byParameter(
  parameter: (architecture: string) => string,
  spelt: Readonly<Partial<Record<Architecture, string>>> = { x86_64: 'x86_64', arm64: 'arm64' },
): Alias['images'] {
  return each(spelt, (name) => ({ parameter: parameter(name) }));
}

/** The same glob for both architectures. */
export function byName(
  owner: PublishedByName['owner'],
  glob: (architecture: string) => string,
  { spelt, except }: { spelt: Readonly<Record<Architecture, string>>; except: readonly string[] },
): Alias['images'] {
  return each(spelt, (name) => ({ owner, glob: glob(name), except }));
}

function each(
  spelt: Readonly<Partial<Record<Architecture, string>>>,
  published: (name: string) => Published,
): Alias['images'] {
  return Object.fromEntries(
    Object.entries(spelt).map(([architecture, name]) => [architecture, published(name)]),
  );
}
