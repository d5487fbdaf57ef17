import type {
  BlockDeviceMapping,
  InstanceMarketOptionsRequest,
  InstanceMetadataOptionsRequest,
  InstanceNetworkInterfaceSpecification,
  ResponseLaunchTemplateData,
  RunInstancesRequest,
  TagSpecification,
} from '@aws-sdk/client-ec2';
import { tagSpecifications } from '../aws/tags.js';
import type { BaseImage } from '../image/resolve.js';
import type { LaunchPart } from '../inputs/request.js';
import type { Place } from './placement.js';
import type { Template } from './template.js';

export interface Spec {
  readonly launch: LaunchPart;
  readonly image: BaseImage;
  /** Raw bytes, at most 16,384: EC2 takes them in base64. */
  readonly userData: Uint8Array | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** What holds wherever the rest says nothing. */
  readonly template: Template | undefined;
  /** Instances stay from the moment that an output names them, whatever becomes of the run. */
  readonly keepOnceNamed: boolean;
}

/**
 * Everything of a RunInstances call but its token. Pure, so that what a plan shows is what a launch sends.
 *
 * What is said here takes the place of what the template says, whole parameters at a time; so where a parameter has parts
 * (volumes, interfaces, metadata, tags), the template's parts are repeated.
 */
export function runInstancesInput(spec: Spec, place: Place): RunInstancesRequest {
  const { launch, image, userData, tags, template } = spec;
  const { data = {} } = template ?? {};
  return {
    ...(template && {
      LaunchTemplate: { LaunchTemplateId: template.id, Version: String(template.version) },
    }),
    ImageId: image.id,
    InstanceType: place.instanceType as never, // The SDK lists the types of its release day; EC2 knows newer ones.
    // All or none: a part of what was asked for is of no use to the next step.
    MinCount: launch.count,
    MaxCount: launch.count,
    ...network(launch, place.subnetId, data),
    ...(launch.keyName === undefined ? {} : { KeyName: launch.keyName }),
    ...(launch.instanceProfile === undefined ? {} : { IamInstanceProfile: profile(launch.instanceProfile) }),
    ...(userData === undefined ? {} : { UserData: Buffer.from(userData).toString('base64') }),
    BlockDeviceMappings: volumes(launch, image, data),
    MetadataOptions: metadata(data),
    ...(place.market === 'spot' ? { InstanceMarketOptions: spot(data) } : {}),
    // With a time to live the machine shuts itself down, and that must not leave a stopped instance behind.
    ...(launch.ttlMinutes === undefined ? {} : { InstanceInitiatedShutdownBehavior: 'terminate' as const }),
    TagSpecifications: tagsAt(place, tags, data),
  };
}

/** EC2 refuses tags for a spot request where a launch makes none, a template's too. */
function tagsAt(
  { market }: Place,
  tags: Spec['tags'],
  { TagSpecifications = [] }: ResponseLaunchTemplateData,
): TagSpecification[] {
  const made = ['instance', 'volume', 'network-interface'] as const;
  if (market === 'spot')
    return tagSpecifications([...made, 'spot-instances-request'], tags, TagSpecifications);
  return tagSpecifications(
    made,
    tags,
    TagSpecifications.filter(({ ResourceType }) => ResourceType !== 'spot-instances-request'),
  );
}

/** EC2 takes a wish about the public address only inside a network interface, and the rest must follow it there. */
function network(
  launch: LaunchPart,
  subnetId: string | undefined,
  { NetworkInterfaces = [] }: ResponseLaunchTemplateData,
): Partial<RunInstancesRequest> {
  const { publicIp, securityGroupIds: groups } = launch;
  const subnet = subnetId === undefined ? {} : { SubnetId: subnetId };
  if (publicIp === undefined && NetworkInterfaces.length === 0)
    return { ...subnet, ...(groups.length === 0 ? {} : { SecurityGroupIds: [...groups] }) };
  if (publicIp === undefined && subnetId === undefined && groups.length === 0) return {};
  const own = NetworkInterfaces as InstanceNetworkInterfaceSpecification[];
  const primary = own.find(({ DeviceIndex = 0 }) => DeviceIndex === 0);
  return {
    NetworkInterfaces: [
      {
        ...primary,
        DeviceIndex: 0,
        ...(publicIp === undefined ? {} : { AssociatePublicIpAddress: publicIp }),
        ...subnet,
        ...(groups.length === 0 ? {} : { Groups: [...groups] }),
      },
      ...own.filter((one) => one !== primary),
    ],
  };
}

function profile(nameOrArn: string): { Arn: string } | { Name: string } {
  return nameOrArn.startsWith('arn:') ? { Arn: nameOrArn } : { Name: nameOrArn };
}

/** Version 2 only, and no hop beyond the instance itself: a container or a proxy can't fetch its credentials. */
function metadata({ MetadataOptions = {} }: ResponseLaunchTemplateData): InstanceMetadataOptionsRequest {
  const own: ResponseLaunchTemplateData['MetadataOptions'] = { ...MetadataOptions };
  delete own.State; // How far a change has got: EC2 answers it beside the options, and takes it in no request.
  return { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled', ...own };
}

/** Ends with an interruption: nothing that costs stays behind, and nothing comes up again that nobody awaits. */
function spot({ InstanceMarketOptions }: ResponseLaunchTemplateData): InstanceMarketOptionsRequest {
  return {
    MarketType: 'spot',
    SpotOptions: {
      SpotInstanceType: 'one-time',
      InstanceInterruptionBehavior: 'terminate',
      ...InstanceMarketOptions?.SpotOptions,
    },
  };
}

/** The image's volumes and the template's, by device. */
function volumes(
  launch: LaunchPart,
  image: BaseImage,
  { BlockDeviceMappings = [] }: ResponseLaunchTemplateData,
): BlockDeviceMapping[] {
  const ofImage = image.volumes.map(({ device, gib, root }) => {
    const own = BlockDeviceMappings.find(({ DeviceName }) => DeviceName === device);
    if (own !== undefined && own.Ebs === undefined) return own;
    return {
      DeviceName: device,
      Ebs: {
        Encrypted: true,
        DeleteOnTermination: true,
        VolumeType: 'gp3' as const,
        ...own?.Ebs,
        ...(root && launch.volumeType !== undefined ? { VolumeType: launch.volumeType } : {}),
        ...size((root ? launch.volumeGiB : undefined) ?? own?.Ebs?.VolumeSize, gib),
      },
    };
  });
  const others = BlockDeviceMappings.filter(
    ({ DeviceName }) => !image.volumes.some(({ device }) => device === DeviceName),
  );
  return [...ofImage, ...(others as BlockDeviceMapping[])];
}

/** What is wanted, but never smaller than the image's own: EC2 would refuse it. */
function size(wanted: number | undefined, own: number | undefined): { VolumeSize?: number } {
  return wanted === undefined && own === undefined ? {} : { VolumeSize: Math.max(wanted ?? 0, own ?? 0) };
}
