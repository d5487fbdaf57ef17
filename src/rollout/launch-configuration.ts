import type { BlockDeviceMapping, LaunchConfiguration } from '@aws-sdk/client-auto-scaling';
import type { LaunchTemplateBlockDeviceMappingRequest, RequestLaunchTemplateData } from '@aws-sdk/client-ec2';

/** What a launch template cannot say, in words; undefined: it can say all of it. */
export function untold(shown: LaunchConfiguration): string | undefined {
  const { ClassicLinkVPCId, ClassicLinkVPCSecurityGroups = [], AssociatePublicIpAddress } = shown;
  if (ClassicLinkVPCId || ClassicLinkVPCSecurityGroups.length > 0)
    return 'ClassicLink, which EC2 does not have any longer';
  const named = securityGroups(shown).names;
  if (AssociatePublicIpAddress !== undefined && named.length > 0)
    return `security groups by name (${named.join(', ')}) beside a wish about the public address: EC2 takes their IDs there only`;
  return undefined;
}

/** A launch configuration as the data of a launch template that launches the same. Pure. */
export function templateData(shown: LaunchConfiguration): RequestLaunchTemplateData {
  const { IamInstanceProfile: profile, PlacementTenancy: tenancy, SpotPrice: price } = shown;
  const { InstanceMonitoring: monitoring, EbsOptimized: optimized, MetadataOptions: metadata } = shown;
  const { BlockDeviceMappings: volumes = [] } = shown;
  return {
    ...given('ImageId', shown.ImageId),
    ...given('InstanceType', shown.InstanceType as RequestLaunchTemplateData['InstanceType']),
    ...given('KeyName', shown.KeyName),
    ...given('UserData', shown.UserData),
    ...given('KernelId', shown.KernelId),
    ...given('RamDiskId', shown.RamdiskId),
    ...(profile && {
      IamInstanceProfile: profile.startsWith('arn:') ? { Arn: profile } : { Name: profile },
    }),
    ...(tenancy && { Placement: { Tenancy: tenancy as 'default' } }),
    ...(monitoring?.Enabled === undefined ? {} : { Monitoring: { Enabled: monitoring.Enabled } }),
    ...(optimized === undefined ? {} : { EbsOptimized: optimized }),
    ...(metadata && { MetadataOptions: { ...metadata } }),
    ...(volumes.length === 0 ? {} : { BlockDeviceMappings: volumes.map(volume) }),
    // Groups take requests for once only. Source: EC2 API reference, LaunchTemplateSpotMarketOptionsRequest.
    ...(price && {
      InstanceMarketOptions: {
        MarketType: 'spot' as const,
        SpotOptions: { MaxPrice: price, SpotInstanceType: 'one-time' as const },
      },
    }),
    ...network(shown),
  };
}

/** AWS answers some of what nobody said with an empty text. */
function given<N extends string, V extends string>(name: N, value: V | undefined): Partial<Record<N, V>> {
  return value === undefined || value.length === 0 ? {} : ({ [name]: value } as Record<N, V>);
}

/** EC2 takes a wish about the public address only inside a network interface, and the groups must follow it there. */
function network(shown: LaunchConfiguration): RequestLaunchTemplateData {
  const { AssociatePublicIpAddress: isPublic } = shown;
  const { ids, names } = securityGroups(shown);
  if (isPublic === undefined)
    return {
      ...(ids.length === 0 ? {} : { SecurityGroupIds: ids }),
      ...(names.length === 0 ? {} : { SecurityGroups: names }),
    };
  return {
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        AssociatePublicIpAddress: isPublic,
        DeleteOnTermination: true,
        ...(ids.length === 0 ? {} : { Groups: ids }),
      },
    ],
  };
}

/** In a default VPC they may be named. Source: Auto Scaling API reference, CreateLaunchConfiguration, `SecurityGroups`. */
function securityGroups({ SecurityGroups: all = [] }: LaunchConfiguration) {
  const isId = (group: string) => /^sg-[0-9a-f]+$/.test(group);
  return { ids: all.filter(isId), names: all.filter((group) => !isId(group)) };
}

function volume({
  DeviceName,
  VirtualName,
  NoDevice,
  Ebs,
}: BlockDeviceMapping): LaunchTemplateBlockDeviceMappingRequest {
  return {
    ...(DeviceName === undefined ? {} : { DeviceName }),
    ...given('VirtualName', VirtualName),
    // What is left out is told by an empty text.
    ...(NoDevice === true ? { NoDevice: '' } : {}),
    // It is not said where it is so, and a template's own default is the other one but for the root. Source: Auto Scaling API
    // reference, Ebs, `DeleteOnTermination`.
    ...(Ebs && {
      Ebs: {
        ...Ebs,
        DeleteOnTermination: Ebs.DeleteOnTermination ?? true,
        VolumeType: Ebs.VolumeType as 'gp3',
      },
    }),
  };
}
