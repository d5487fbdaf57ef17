import { structures, text, texts, type Params } from '../protocol/query.js';
import type { Origin } from '../actions/launch/template.js';
import { templateNeeded, versionOf } from '../actions/launch-templates/find.js';
import { refuse } from '../protocol/errors.js';
import type { View } from '../world/consistency.js';
import type { Member } from '../world/scaling/member.js';
import type { LaunchConfiguration } from '../world/scaling/scaling.js';
import type { LaunchedFrom, LaunchSource, TemplateSpecification } from '../world/scaling/source.js';

/** One way to launch from a source. */
export interface Candidate {
  /** Under RunInstances' own names, without place and number. */
  readonly params: Params;
  readonly origin: Origin | undefined;
  readonly from: LaunchedFrom;
}

/** In the order in which they are tried. Throws an ApiError where a template or its version is gone. */
export function candidatesOf(view: View, source: LaunchSource): Candidate[] {
  const { launchConfigurationName: name, launchTemplate, mixedInstances } = source;
  if (launchTemplate) return [ofTemplate(view, launchTemplate)];
  if (mixedInstances) {
    const { launchTemplate: common, overrides } = mixedInstances;
    if (overrides.length === 0) return [ofTemplate(view, common)];
    return overrides.map(({ launchTemplate: own, data }) => ofTemplate(view, own ?? common, data));
  }
  const configuration = view.region.autoScaling.launchConfigurations.get(name ?? '');
  if (!configuration) {
    throw refuse('ValidationError', `Launch configuration name not found - ${name ?? ''}`);
  }
  return [ofConfiguration(configuration)];
}

function ofTemplate(view: View, given: TemplateSpecification, override: Params = {}): Candidate {
  const template = templateNeeded(view, { LaunchTemplateId: given.id });
  const { number, data } = versionOf(template, given.version);
  return {
    params: ofSomeType(view, { ...data, ...kept(override, OVERRIDDEN) }),
    origin: { id: template.id, version: number },
    from: { launchTemplate: { id: template.id, name: template.name, version: String(number) } },
  };
}

const OVERRIDDEN = ['InstanceType', 'InstanceRequirements', 'ImageId'];

/** Attributes that a type must have are not looked at: any type that runs the image will do. */
function ofSomeType(
  { region }: View,
  { InstanceRequirements: requirements, InstanceType: type, ...others }: Params,
): Params {
  if (requirements === undefined) return { ...others, ...(type !== undefined && { InstanceType: type }) };
  const image = region.images.get(text(others, 'ImageId') ?? '');
  return { ...others, InstanceType: image?.architecture === 'arm64' ? 't4g.medium' : 't3.medium' };
}

function kept(params: Params, names: readonly string[]): Params {
  return Object.fromEntries(names.flatMap((name) => (name in params ? [[name, params[name]] as const] : [])));
}

/** Source: Auto Scaling API reference, CreateLaunchConfiguration. */
function ofConfiguration({ name, data }: LaunchConfiguration): Candidate {
  const groups = numbered(texts(data, 'SecurityGroups.member'));
  const publicIp = text(data, 'AssociatePublicIpAddress');
  const profile = text(data, 'IamInstanceProfile');
  const price = text(data, 'SpotPrice');
  const monitored = text(data, 'InstanceMonitoring.Enabled');
  return {
    params: {
      ...kept(data, ['ImageId', 'InstanceType', 'KeyName', 'UserData', 'EbsOptimized', 'MetadataOptions']),
      ...(publicIp === undefined
        ? { SecurityGroupId: groups }
        : {
            NetworkInterface: {
              1: { DeviceIndex: '0', AssociatePublicIpAddress: publicIp, SecurityGroupId: groups },
            },
          }),
      BlockDeviceMapping: numbered(structures(data, 'BlockDeviceMappings.member')),
      ...(profile !== undefined && {
        IamInstanceProfile: profile.startsWith('arn:') ? { Arn: profile } : { Name: profile },
      }),
      ...(price !== undefined && {
        InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice: price } },
      }),
      ...(monitored !== undefined && { Monitoring: { Enabled: monitored } }),
    },
    origin: undefined,
    from: { launchConfigurationName: name },
  };
}

function numbered(list: readonly (string | Params)[]): Params {
  return Object.fromEntries(list.map((each, index) => [String(index + 1), each]));
}

/** Whether an instance is what the source would launch now. False for all where the source can't launch anything. */
export function matcher(view: View, source: LaunchSource): (member: Member) => boolean {
  const { mixedInstances: mixed, launchTemplate, launchConfigurationName } = source;
  if (launchConfigurationName !== undefined)
    return ({ from }) => from.launchConfigurationName === launchConfigurationName;
  const ways = mixed
    ? (mixed.overrides.length > 0 ? mixed.overrides : [{ data: {} as Params }]).map((one) => ({
        template: ('launchTemplate' in one ? one.launchTemplate : undefined) ?? mixed.launchTemplate,
        type: text(one.data, 'InstanceType'),
        imageId: text(one.data, 'ImageId'),
      }))
    : launchTemplate
      ? [{ template: launchTemplate, type: undefined, imageId: undefined }]
      : [];
  const numbers = new Map(ways.map(({ template }) => [template, numberNow(view, template)]));
  return ({ from, instance }) =>
    ways.some(
      ({ template, type, imageId }) =>
        from.launchTemplate?.id === template.id &&
        from.launchTemplate.version === numbers.get(template) &&
        (type ?? instance.type.name) === instance.type.name &&
        (imageId ?? instance.image.id) === instance.image.id,
    );
}

function numberNow({ region }: View, { id, version }: TemplateSpecification): string | undefined {
  const template = region.launchTemplates.get(id);
  if (version === '$Latest') return template && String(template.latestVersion);
  if (version === '$Default') return template && String(template.defaultVersion);
  return version;
}
