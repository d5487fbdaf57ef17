import type {
  BlockDeviceMapping,
  EbsBlockDevice,
  InstanceMetadataOptionsRequest,
  LaunchTemplateEbsBlockDevice,
  ResponseLaunchTemplateData,
  RunInstancesRequest,
  SpotMarketOptions,
} from '@aws-sdk/client-ec2';
import type { BaseImage } from '../image/resolve.js';
import type { LaunchPart } from '../inputs/request.js';
import { DEFAULTS } from './defaults.js';
import { launchTags } from './launch-tags.js';
import { network } from './network.js';
import type { Place } from './placement.js';
import type { Template } from './template.js';

export interface Spec {
  readonly launch: LaunchPart;
  readonly image: BaseImage;
  /** Raw bytes, at most 16,384: EC2 takes them in base64. */
  readonly userData: Uint8Array | undefined;
  /** Over those of the template. */
  readonly tags: Readonly<Record<string, string>>;
  /** The `Name` of what has none by then. */
  readonly runName: string;
  /** What holds wherever the rest says nothing. */
  readonly template: Template | undefined;
}

/**
 * Everything of a RunInstances call but its token. Pure, so that what a plan shows is what a launch sends.
 *
 * What is said here takes the place of what the template says, whole parameters at a time; so where a parameter has parts
 * (volumes, interfaces, metadata, tags), the template's parts are repeated.
 */
export function runInstancesInput(spec: Spec, place: Place): RunInstancesRequest {
  const { launch, image, userData, template } = spec;
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
    ...(place.market === 'spot' ? spot(data) : {}),
    ...unprotected(data),
    // With a time to live the machine shuts itself down, and that must not leave a stopped instance behind.
    ...(launch.ttlMinutes === undefined ? {} : { InstanceInitiatedShutdownBehavior: 'terminate' as const }),
    TagSpecifications: launchTags(spec, place.market),
  };
}

/**
 * We may have to end the instances, and must not be kept from it: stop protection does that, too. Source: EC2 user guide,
 * "Enable stop protection for your instance".
 */
function unprotected(data: ResponseLaunchTemplateData): Partial<RunInstancesRequest> {
  return {
    ...(data.DisableApiTermination === true ? { DisableApiTermination: false } : {}),
    ...(data.DisableApiStop === true ? { DisableApiStop: false } : {}),
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

/**
 * For once, whatever the template says: a request that persists outlives its instances and launches them anew. With an
 * interruption they end, so that nothing that costs stays behind. Of the template only the price holds.
 */
function spot({ InstanceMarketOptions, HibernationOptions }: ResponseLaunchTemplateData) {
  const { MaxPrice } = InstanceMarketOptions?.SpotOptions ?? {};
  const SpotOptions: SpotMarketOptions = {
    ...(MaxPrice === undefined ? {} : { MaxPrice }),
    SpotInstanceType: 'one-time',
    InstanceInterruptionBehavior: 'terminate',
  };
  return {
    InstanceMarketOptions: { MarketType: 'spot' as const, SpotOptions },
    // What may hibernate has to, when it is interrupted. Source: EC2 API reference, SpotMarketOptions.
    ...(HibernationOptions?.Configured === true ? { HibernationOptions: { Configured: false } } : {}),
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
    return { DeviceName: device, Ebs: ebs(own?.Ebs, gib, root ? launch : undefined) };
  });
  const others = BlockDeviceMappings.filter(
    ({ DeviceName }) => !image.volumes.some(({ device }) => device === DeviceName),
  );
  return [...ofImage, ...(others as BlockDeviceMapping[])];
}

/** The template's volume, safe where it says nothing, with what the inputs ask of it. */
function ebs(
  template: LaunchTemplateEbsBlockDevice | undefined,
  gib: number | undefined,
  wanted: Pick<LaunchPart, 'volumeGiB' | 'volumeType'> | undefined,
): EbsBlockDevice {
  const { Iops, Throughput, VolumeType: before = DEFAULTS.volumeType, ...own } = template ?? {};
  const { volumeType: type = before, volumeGiB = own.VolumeSize } = wanted ?? {};
  const performance = {
    ...(Iops === undefined ? {} : { Iops }),
    ...(Throughput === undefined ? {} : { Throughput }),
  };
  return {
    Encrypted: true,
    DeleteOnTermination: true,
    ...own,
    VolumeType: type,
    // They were meant for the other type, which may have other limits, or none at all.
    ...(type === before ? performance : {}),
    ...size(volumeGiB, gib),
  };
}

/** What is wanted, but never smaller than the image's own: EC2 would refuse it. */
function size(wanted: number | undefined, own: number | undefined): { VolumeSize?: number } {
  return wanted === undefined && own === undefined ? {} : { VolumeSize: Math.max(wanted ?? 0, own ?? 0) };
}
