import type { Image } from '@aws-sdk/client-ec2';
import { pagesOf } from '../aws/pages.js';
import { partitionOf } from '../aws/partition.js';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import { type Alias, type Architecture, aliasOf, parametersOf, type PublishedByName } from './aliases.js';
import type { Lock } from './lock.js';
import { type Locked, lockedAt } from './pinned.js';

/** What leads to a newer image as soon as there is one. */
export type FollowedSource =
  | { readonly kind: 'parameter'; readonly path: string }
  | { readonly kind: 'name'; readonly owner: string; readonly glob: string }
  | { readonly kind: 'alias'; readonly alias: string };

/** Where the user says the base image comes from. */
export type BaseImageSource = FollowedSource | { readonly kind: 'id'; readonly id: string } | LockedSource;

/** A lock file and what it said. */
export interface LockedSource {
  readonly kind: 'lock';
  /** As the user wrote it. */
  readonly path: string;
  readonly lock: Lock;
}

/** An image ID, or all images among which one is meant: the newest, or the newest of the highest version. */
export type Candidates =
  | { readonly by: 'id'; readonly id: string; readonly locked?: Locked }
  | { readonly by: 'date' | 'version'; readonly images: readonly Image[] };

type Context = Pick<ReadContext, 'ec2' | 'ssm' | 'region'>;

/**
 * Each way to name a base image. The architecture comes as a promise, so that asking for the instance
 * types and for the parameters can overlap: one round trip less before every launch.
 */
type Find<Source> = (
  source: Source,
  architecture: Promise<Architecture>,
  context: Context,
) => Promise<Candidates>;

const FIND: { readonly [Kind in BaseImageSource['kind']]: Find<Extract<BaseImageSource, { kind: Kind }>> } = {
  id: ({ id }) => Promise.resolve({ by: 'id', id }),
  parameter: async ({ path }, _architecture, context) => {
    const value = (await readParameters([path], context)).get(path);
    if (value !== undefined) return { by: 'id', id: await imageIdIn(value, path, context) };
    throw new Failure(
      'base-image-not-found',
      `There is no SSM parameter ${path} in ${await context.region()}.`,
      {
        advice: 'Check `base-image` and `region`: parameters belong to one region.',
      },
    );
  },
  alias: async ({ alias }, architecture, context) => findAlias(alias, architecture, context),
  name: async ({ owner, glob }, architecture, context) => ({
    by: 'date',
    images: await readImages({ owner, glob, architecture: await architecture }, context),
  }),
  lock: async (source, architecture, context) => {
    const locked = lockedAt(source, { region: await context.region(), architecture: await architecture });
    return { by: 'id', id: locked.pin.id, locked };
  },
};

/** What a base image source leads to, before the image itself is looked at. */
export function findCandidates(
  source: BaseImageSource,
  architecture: Promise<Architecture>,
  context: Context,
): Promise<Candidates> {
  const find = FIND[source.kind] as Find<BaseImageSource>;
  return find(source, architecture, context);
}

async function findAlias(
  name: string,
  architecture: Promise<Architecture>,
  context: Context,
): Promise<Candidates> {
  const { title = name, images = {} } = aliasOf(name) ?? {};
  // Both architectures in one call, before we know which one it is.
  const parameters = parametersOf(name);
  const [values, wanted] = await Promise.all([
    parameters.length > 0 ? readParameters(parameters, context) : undefined,
    architecture,
  ]);
  const where = images[wanted];
  if (where === undefined) {
    throw new Failure('base-image-not-found', `${title} is not published for ${wanted}.`, {
      advice: 'Choose an instance type of another architecture, or another base image.',
    });
  }
  if (!('parameter' in where)) return findByName(name, where, { architecture: wanted, context });
  const value = values?.get(where.parameter);
  if (value !== undefined) return { by: 'id', id: await imageIdIn(value, where.parameter, context) };
  throw new Failure(
    'base-image-not-found',
    `${name} is not published in ${await context.region()}: there is no SSM parameter ${where.parameter}.`,
    {
      advice: 'Choose another region or version, or name the image by ami-…, ssm:/path or name:OWNER/GLOB.',
    },
  );
}

async function findByName(
  name: string,
  { owner, glob, except }: PublishedByName,
  { architecture, context }: { readonly architecture: Architecture; readonly context: Context },
): Promise<Candidates> {
  const region = await context.region();
  const account = owner[partitionOf(region)] ?? owner.aws;
  const found = await readImages({ owner: account, glob, architecture }, context);
  const unwanted = ({ Name = '' }: Image) =>
    except.some((part) => Name.toLowerCase().includes(part.toLowerCase()));
  const images = found.filter((image) => !unwanted(image));
  if (images.length > 0) return { by: 'version', images };
  throw new Failure(
    'base-image-not-found',
    `${name} is not published in ${region}: no image of the account ${account} is named ${glob}.`,
    { advice: 'Choose another region, or name the image by ami-…, ssm:/path or name:OWNER/GLOB.' },
  );
}

interface Search {
  readonly owner: string;
  readonly glob: string;
  readonly architecture: Architecture;
}

/** All images that EC2 lists: none that is deprecated, unless it is the account's own. */
async function readImages({ owner, glob, architecture }: Search, { ec2 }: Context): Promise<Image[]> {
  const images: Image[] = [];
  const Filters = [
    { Name: 'name', Values: [glob] },
    { Name: 'architecture', Values: [architecture] },
  ];
  const pages = pagesOf((token) =>
    ec2('DescribeImages', { Owners: [owner], Filters, MaxResults: 500, ...token }),
  );
  // Names anybody can give: whose it is decides, so the answer is looked at, too.
  for await (const { Images = [] } of pages) images.push(...Images.filter((image) => isOf(image, owner)));
  return images;
}

function isOf({ OwnerId, ImageOwnerAlias }: Image, owner: string): boolean {
  return owner === 'self' || owner === OwnerId || owner === ImageOwnerAlias;
}

/** Whatever else a parameter holds, it may be a secret: it is neither told nor sent anywhere. */
async function imageIdIn(value: string, parameter: string, { region }: Context): Promise<string> {
  if (/^ami-[0-9a-f]{8,17}$/.test(value)) return value;
  throw new Failure(
    'base-image-not-found',
    `The SSM parameter ${parameter} in ${await region()} holds no image ID.`,
    {
      advice:
        'Its value has to be an ID, ami-…, and nothing else, not encrypted. Of parameters whose value is JSON, name the one that holds the ID alone, such as …/image_id.',
    },
  );
}

/** Values by name; those that do not exist are simply absent (GetParameters lists them apart). */
async function readParameters(names: readonly string[], { ssm }: Context): Promise<Map<string, string>> {
  const { Parameters = [] } = await ssm('GetParameters', { Names: [...names] });
  return new Map(
    Parameters.flatMap(({ Name, Selector, Value }) =>
      Name === undefined || Value === undefined ? [] : [[`${Name}${Selector ?? ''}`, Value] as const],
    ),
  );
}

/** As the user would write it. */
export function sourceName(source: BaseImageSource): string {
  switch (source.kind) {
    case 'id':
      return source.id;
    case 'parameter':
      return `ssm:${source.path}`;
    case 'name':
      return `name:${source.owner}/${source.glob}`;
    case 'alias':
      return source.alias;
    case 'lock':
      return `lock:${source.path}`;
  }
}

/** The alias that the user named, or that the named lock follows. */
export function aliasIn(source: BaseImageSource): Alias | undefined {
  const followed = source.kind === 'lock' ? source.lock.source : source;
  return followed.kind === 'alias' ? aliasOf(followed.alias) : undefined;
}
