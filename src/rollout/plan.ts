import { isAwsFailure } from '../aws/errors.js';
import { TAG, tagOf } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { BaseImageSource } from '../image/sources.js';
import type { Pipeline, RolloutPart } from '../inputs/request.js';
import { isOurs, readTemplate, readVersions, type Template } from '../instances/template.js';
import { type Plan, planWith, type Prepared } from '../modes/read-half.js';
import { basisOf } from './basis.js';
import { type Group, type GroupInstance, type GroupTemplate, isEnding, isOf, ownTemplates } from './group.js';
import { ignoredTemplate } from './ignored-template.js';
import { descriptionOf, type VersionSpec } from './version.js';

/** What a roll-out would do: everything that can be known without changing anything. */
export interface RolloutPlan extends Plan {
  readonly group: Group;
  /** The version that the group has now, literally. */
  readonly template: Template;
  /** Of what the refresh that is on its way brings the group to; undefined: there is none, or it says none. */
  readonly underWay: Template | undefined;
}

export interface RollingRequest extends Pipeline {
  readonly rollout: RolloutPart;
}

/** A group that is there. */
export interface FoundGroup {
  readonly group: Group;
  /** What a refresh that is on its way brings it to. */
  readonly running: GroupTemplate | undefined;
}

/** The reading half of a roll-out, of a group that has a launch template. */
export async function planRollout(
  prepared: Prepared,
  request: RollingRequest,
  { group, running }: FoundGroup,
  context: ReadContext,
): Promise<RolloutPlan> {
  if (group.template === undefined) throw new Error('The group has no launch template.');
  const [{ template, basis }, underWay] = await Promise.all([
    templateOf(group.template, context),
    // What another's refresh leads to may have been deleted since: then it is not ours.
    readTemplate(running, context).catch((thrown: unknown) => {
      if (!isAwsFailure(thrown, 'configuration', 'not-yet')) throw thrown;
      return undefined;
    }),
  ]);
  refuseTypesBesideOverrides(request, group);
  refuseSpotBesidePolicy(request, group);
  warnOfOverrides(group, template, context);
  const ignored = ignoredTemplate(request.launch.template, group);
  if (ignored !== undefined) context.log.warn(ignored);
  const inGroup = { name: group.name, template: basis, instanceTypes: typesOf(group) };
  // Where its instances go is the group's affair; a builder can only go where they do.
  const launch = { ...request.launch, subnetIds: group.subnetIds, template: undefined };
  const base = { ...request.base, source: request.base.source ?? bakedFrom(request, template, basis) };
  const plan = await planWith(prepared, { ...request, base, launch }, context, inGroup);
  return { ...plan, group, template, underWay };
}

/** The version that the group has, and what the next one is laid over. */
async function templateOf(
  ref: GroupTemplate,
  context: ReadContext,
): Promise<{ readonly template: Template; readonly basis: Template }> {
  // The version beneath ours is the default one wherever nobody has made another that: one call then reads both.
  const [template, ...others] = await readVersions(ref, context);
  if (template === undefined) throw new Error('A template that is named is read.');
  return { template, basis: await basisOf(template, others, context) };
}

/**
 * What layers are to be baked on where no input says it, and the version beneath is ours, too: in that stands the image that
 * came of it, with the layers in it. Undefined: as the basis says.
 */
function bakedFrom(
  { bake }: RollingRequest,
  template: Template,
  basis: Template,
): BaseImageSource | undefined {
  if (bake.layers.length === 0 || !isOurs(basis)) return undefined;
  const { TagSpecifications = [] } = template.data;
  const ofInstance = TagSpecifications.find(({ ResourceType }) => ResourceType === 'instance');
  const id = tagOf(ofInstance?.Tags, TAG.base);
  return id === undefined ? undefined : { kind: 'id', id };
}

/** The types that the overrides of a mixed instances policy name; those with a template of their own are not ours to fill. */
function typesOf({ mixed }: Group): string[] {
  const overrides = mixed?.LaunchTemplate?.Overrides ?? [];
  return overrides
    .filter(({ LaunchTemplateSpecification: own }) => own === undefined)
    .flatMap(({ InstanceType: type }) => type ?? []);
}

function refuseTypesBesideOverrides({ base }: Pipeline, group: Group): void {
  const types = typesOf(group);
  if (base.instanceTypes.length === 0 || types.length === 0) return;
  throw new Failure(
    'group-has-types',
    `The mixed instances policy of the group ${group.name} names its instance types (${types.join(', ')}): instance-type: ${base.instanceTypes.join(', ')} would have no effect.`,
    { advice: 'Leave `instance-type` empty, or change the overrides of the group.' },
  );
}

/** Source: Auto Scaling user guide, "Troubleshoot Auto Scaling: Launch templates". */
function refuseSpotBesidePolicy({ launch }: Pipeline, { name, mixed }: Group): void {
  if (mixed === undefined || launch.market !== 'spot') return;
  throw new Failure(
    'group-has-markets',
    `The mixed instances policy of the group ${name} says how many of its instances are spot instances, and Auto Scaling takes no launch template beside it that asks for them: market: spot is not possible with it.`,
    { advice: 'Leave `market` empty, or change the instances distribution of the group.' },
  );
}

function warnOfOverrides({ name, mixed }: Group, { id }: Template, { log }: ReadContext): void {
  for (const override of mixed?.LaunchTemplate?.Overrides ?? []) {
    const { InstanceType: type = 'one', LaunchTemplateSpecification: own, ImageId: image } = override;
    const what =
      own !== undefined && own.LaunchTemplateId !== id
        ? `the launch template ${own.LaunchTemplateName ?? own.LaunchTemplateId ?? ''} of its own`
        : image === undefined
          ? undefined
          : `the image ${image} of its own`;
    if (what === undefined) continue;
    log.warn(
      `The override for ${type} in the group ${name} has ${what}, which is kept: its instances do not get what is rolled out.`,
    );
  }
}

/** What the version of this plan is to say, once the image is there. */
export function versionSpec(
  { base, launch: { market } }: Pipeline,
  plan: Plan,
  image: Plan['base'],
): VersionSpec {
  return {
    spec: { ...plan.spec, image },
    instanceType: base.instanceTypes[0],
    spot: market === 'spot',
  };
}

/** Whether this version of a template is what is wanted. */
export function says(template: Template | undefined, wanted: VersionSpec): template is Template {
  return template?.description === descriptionOf(wanted);
}

/** Live instances of another version, but for those of an override with a template of its own. */
export function ofOtherVersions(
  group: Group,
  target: { readonly id: string; readonly version: number },
): readonly GroupInstance[] {
  const others = ownTemplates(group);
  return group.instances.filter(
    (one) => !isOf(one.template, target) && !isEnding(one) && !others.includes(one.template?.id ?? ''),
  );
}

/** Whether the inputs leave an instance out. */
export function isLeftOut(
  { lifecycle, protectedFromScaleIn }: GroupInstance,
  { refresh }: Pick<RolloutPart, 'refresh'>,
): boolean {
  return (
    (refresh.standby === 'ignore' && lifecycle === 'Standby') ||
    (refresh.scaleInProtected === 'ignore' && protectedFromScaleIn)
  );
}

/** Instances that a refresh would replace: those of another version, as far as the inputs do not leave them out. */
export function outdated(
  group: Group,
  target: { readonly id: string; readonly version: number },
  part: RolloutPart,
): string[] {
  return ofOtherVersions(group, target)
    .filter((one) => !isLeftOut(one, part))
    .map(({ id }) => id);
}
