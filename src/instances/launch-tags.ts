import type { ResourceType, ResponseLaunchTemplateData, TagSpecification } from '@aws-sdk/client-ec2';
import { tagSpecifications } from '../aws/tags.js';
import { Failure } from '../failure.js';
import { makesNoInterface } from './network.js';
import type { Market, Place } from './placement.js';
import type { Spec } from './spec.js';

const INTERFACE: ResourceType = 'network-interface';
const REQUEST: ResourceType = 'spot-instances-request';
const MAY_MAKE: readonly ResourceType[] = ['instance', 'volume', INTERFACE, REQUEST];
/** For each thing. Source: EC2 user guide, "Tag restrictions"; EC2's own (`aws:…`) don't count. */
const MOST_TAGS = 50;

/**
 * The tags of all that a launch makes: ours over the template's. What has no `Name` by then is called as the template
 * calls the instance, or else as the run does.
 */
export function launchTags(
  { tags, runName, template }: Pick<Spec, 'tags' | 'runName' | 'template'>,
  market: Market,
): TagSpecification[] {
  const { data = {} } = template ?? {};
  const unmade = unmadeBy(data, market);
  const made = MAY_MAKE.filter((type) => !unmade.includes(type));
  const own = (data.TagSpecifications ?? []).filter(
    ({ ResourceType: type }) => type !== undefined && !unmade.includes(type),
  );
  const nameless = made.filter((type) => nameIn(own, type) === undefined);
  const Name = nameIn(own, 'instance') ?? runName;
  return tagSpecifications(made, tags, [
    ...own,
    ...nameless.map((type) => ({ ResourceType: type, Tags: [{ Key: 'Name', Value: Name }] })),
  ]);
}

/**
 * EC2 refuses tags for what a launch does not make, a template's too: "You cannot specify tags for network interfaces if
 * there are no network interfaces being created by the request", and the same of spot requests.
 */
function unmadeBy(data: ResponseLaunchTemplateData, market: Market): ResourceType[] {
  return [...(market === 'spot' ? [] : [REQUEST]), ...(makesNoInterface(data) ? [INTERFACE] : [])];
}

type OwnTags = NonNullable<ResponseLaunchTemplateData['TagSpecifications']>;

function nameIn(specifications: OwnTags, type: ResourceType): string | undefined {
  return specifications
    .filter(({ ResourceType }) => ResourceType === type)
    .flatMap(({ Tags = [] }) => Tags)
    .find(({ Key }) => Key === 'Name')?.Value;
}

/** @throws Failure `too-many-tags`, before EC2 would refuse the launch for it */
export function refuseTooManyTags(spec: Spec, places: readonly Place[]): void {
  const all = places.flatMap(({ market }) => launchTags(spec, market));
  const { ResourceType: type, Tags = [] } = all.find((one) => (one.Tags ?? []).length > MOST_TAGS) ?? {};
  if (type === undefined) return;
  throw new Failure(
    'too-many-tags',
    `Each ${type.replaceAll('-', ' ')} would have ${Tags.length} tags (those of the launch template ${spec.template?.name ?? ''}, of the input \`tags\`, and ours), and EC2 allows ${MOST_TAGS}.`,
    { advice: 'Give fewer `tags`, or take a version of the template that has fewer.' },
  );
}
