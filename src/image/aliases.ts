import { type Alias, PLACEHOLDER, type Published, type Version } from './aliases/alias.js';
import { AMAZON_LINUX } from './aliases/amazon-linux.js';
import { CONTAINER_HOSTS } from './aliases/containers.js';
import { OTHER_LINUX } from './aliases/other-linux.js';
import { WINDOWS } from './aliases/windows.js';

export type { Agent, Alias, Architecture, Published, PublishedByName } from './aliases/alias.js';

/** Base images by short name; in one with `<version>` the user writes a version there, as in `eks-al2023-1.35`. */
export const ALIASES: Readonly<Record<string, Alias>> = {
  ...AMAZON_LINUX,
  ...CONTAINER_HOSTS,
  ...OTHER_LINUX,
  ...WINDOWS,
};

export const DEFAULT_ALIAS = 'al2023';

/** The alias that the user wrote, with its version in all its texts; undefined when there is none. */
export function aliasOf(name: string): Alias | undefined {
  if (!name.includes(PLACEHOLDER) && Object.hasOwn(ALIASES, name)) return ALIASES[name];
  const found = versioned(name);
  return found?.known === true ? filled(found.alias, found.given) : undefined;
}

/** The parameters of all architectures in which its publisher keeps it. */
export function parametersOf(name: string): string[] {
  return Object.values(aliasOf(name)?.images ?? {}).flatMap((where) =>
    'parameter' in where ? where.parameter : [],
  );
}

/** An alias that leaves its version to the user, whose fixed parts fit; of the version itself nothing may be there. */
export interface Versioned {
  /** As the table has it: `eks-al2023-<version>`. */
  readonly pattern: string;
  /** What stands in it before the version. */
  readonly before: string;
  readonly alias: Alias;
  readonly version: Version;
  readonly given: string;
  /** Whether `given` has the form that such a version has. */
  readonly known: boolean;
}

/** The alias with `<version>` that fits best: one that takes the version before one that does not. */
export function versioned(name: string): Versioned | undefined {
  const fits = Object.entries(ALIASES).flatMap(([pattern, alias]): Versioned[] => {
    const { version } = alias;
    const [before = '', after = ''] = pattern.split(PLACEHOLDER);
    const given = name.slice(before.length, name.length - after.length);
    if (version === undefined || name !== before + given + after) return [];
    return [{ pattern, before, alias, version, given, known: version.shape.test(given) }];
  });
  return fits.find(({ known }) => known) ?? fits[0];
}

/** All names that can be told without knowing every version that there is. */
export function aliasNames(): string[] {
  return Object.entries(ALIASES).flatMap(([name, { version }]) =>
    version === undefined ? [name] : examplesOf(name, version),
  );
}

/** Names of an alias that leaves its version to the user, as they may be written. */
export function examplesOf(pattern: string, { examples }: Version): string[] {
  return examples.map((example) => pattern.replace(PLACEHOLDER, example));
}

function filled({ title, publisher, os, agent, images }: Alias, given: string): Alias {
  const fill = (text: string) => text.replaceAll(PLACEHOLDER, given);
  const published = (where: Published): Published =>
    'parameter' in where ? { parameter: fill(where.parameter) } : { ...where, glob: fill(where.glob) };
  const there = Object.entries(images).map(([architecture, where]) => [architecture, published(where)]);
  return { title: fill(title), publisher, os, agent, images: Object.fromEntries(there) as Alias['images'] };
}
