/**
 * What of this account uses an image.
 * Source: EC2 user guide, "Identify your resources referencing specified AMIs"; EC2 API reference, DescribeImageReferences.
 */
import { refuse } from '../protocol/errors.js';
import { page } from '../protocol/pages.js';
import { flag, needed, structures, text, texts, type Params } from '../protocol/query.js';
import { KINDS, seen } from '../world/consistency.js';
import { ACCOUNT } from '../world/state.js';
import { stateAt } from '../world/timeline.js';
import type { Action, Call } from './action.js';
import { readParameter } from './parameter-store.js';

interface Reference {
  readonly imageId: string;
  readonly resourceType: string;
  readonly arn: string;
}

const MOST_IMAGES = 10;
const LEAST_A_PAGE = 5;
/** Versions of a launch template that are looked at, newest first, when nobody says how many. */
const VERSION_DEPTH = 10;

export const describeImageReferences: Action = {
  takes: 'ImageId IncludeAllResourceTypes ResourceType NextToken MaxResults',
  run(call) {
    const { params } = call;
    const ids = texts(params, 'ImageId');
    if (ids.length === 0) throw refuse('MissingParameter', 'The request must contain the parameter ImageId');
    if (ids.length > MOST_IMAGES) {
      throw refuse('InvalidParameterValue', `At most ${MOST_IMAGES} images can be specified.`);
    }
    const found = [...new Set(ids)].flatMap((id) =>
      [...scopes(params)].flatMap(([type, options]) => referencesOf(call, id, { type, options })),
    );
    const { items, nextToken } = page(found, params, { least: LEAST_A_PAGE });
    return { imageReferenceSet: items.map((reference) => ({ ...reference })), nextToken };
  },
};

type Options = ReadonlyMap<string, readonly string[]>;

type Look = (call: Call, imageId: string, options: Options) => string[];

/** Image Builder has nothing here. */
const LOOKS: Readonly<Record<string, Look>> = {
  'ec2:Instance': instances,
  'ec2:LaunchTemplate': launchTemplates,
  'ssm:Parameter': parameters,
  'imagebuilder:ImageRecipe': () => [],
  'imagebuilder:ContainerRecipe': () => [],
};

function referencesOf(
  call: Call,
  imageId: string,
  { type, options }: { type: string; options: Options },
): Reference[] {
  const arns = LOOKS[type]?.(call, imageId, options) ?? [];
  return arns.map((arn) => ({ imageId, resourceType: type, arn }));
}

/** The types to look at, each with its options; a type's own options go before the defaults of "all". */
function scopes(params: Params): Map<string, Options> {
  const all = flag(params, 'IncludeAllResourceTypes') ?? false;
  const asked = structures(params, 'ResourceType');
  if (!all && asked.length === 0) {
    throw refuse('MissingParameter', 'Either IncludeAllResourceTypes or ResourceTypes must be specified.');
  }
  const scopes = new Map<string, Options>(all ? Object.keys(LOOKS).map((type) => [type, new Map()]) : []);
  for (const one of asked) {
    const type = needed(one, 'ResourceType');
    if (!Object.hasOwn(LOOKS, type)) {
      throw refuse('InvalidParameterValue', `Value (${type}) for parameter ResourceType is invalid.`);
    }
    const options = structures(one, 'ResourceTypeOption').map(
      (option) => [text(option, 'OptionName') ?? '', texts(option, 'OptionValue')] as const,
    );
    scopes.set(type, new Map(options));
  }
  return scopes;
}

/** Of all states unless some are asked for: the terminated, too, as long as they are shown. */
function instances(call: Call, imageId: string, options: Options): string[] {
  const states = options.get('state-name');
  return seen(call, KINDS.instance)
    .filter(({ image }) => image.id === imageId)
    .filter(({ timeline }) => states?.includes(stateAt(timeline, call.now)) ?? true)
    .map(({ id }) => `arn:aws:ec2:${call.region.name}:${ACCOUNT}:instance/${id}`);
}

function launchTemplates(call: Call, imageId: string, options: Options): string[] {
  const depth = Number(options.get('version-depth')?.[0] ?? VERSION_DEPTH);
  return seen(call, KINDS.launchTemplate)
    .filter(({ versions }) =>
      [...versions.values()].slice(-depth).some(({ data }) => text(data, 'ImageId') === imageId),
    )
    .map(({ id }) => `arn:aws:ec2:${call.region.name}:${ACCOUNT}:launch-template/${id}`);
}

/** By what they hold now: earlier versions don't count. Which data types count is not documented; here all do. */
function parameters(call: Call, imageId: string): string[] {
  const { region } = call;
  return [...region.parameters.keys()]
    .filter((name) => !name.startsWith('/aws/'))
    .flatMap((name) => {
      const found = readParameter(call, name);
      if (typeof found === 'string' || found.value !== imageId) return [];
      return [`arn:aws:ssm:${region.name}:${ACCOUNT}:parameter${name.startsWith('/') ? '' : '/'}${name}`];
    });
}
