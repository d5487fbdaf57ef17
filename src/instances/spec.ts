import type { BlockDeviceMapping, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { tagSpecifications } from '../aws/tags.js';
import type { BaseImage } from '../image/resolve.js';
import type { LaunchPart } from '../inputs/request.js';

/** One place to try: an instance type in a subnet (none: the default VPC's, as EC2 chooses). */
export interface Place {
  readonly instanceType: string;
  readonly subnetId: string | undefined;
}

export interface Spec {
  readonly launch: LaunchPart;
  readonly image: BaseImage;
  /** Raw bytes, at most 16,384: EC2 takes them in base64. */
  readonly userData: Uint8Array | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Instances stay from the moment that an output names them, whatever becomes of the run. */
  readonly keepOnceNamed: boolean;
}

/** Everything of a RunInstances call but its token. Pure, so that what a plan shows is what a launch sends. */
export function runInstancesInput(spec: Spec, place: Place): RunInstancesRequest {
  const { launch, image, userData, tags } = spec;
  return {
    ImageId: image.id,
    InstanceType: place.instanceType as never, // The SDK lists the types of its release day; EC2 knows newer ones.
    // All or none: a part of what was asked for is of no use to the next step.
    MinCount: launch.count,
    MaxCount: launch.count,
    ...network(launch, place.subnetId),
    ...(launch.keyName === undefined ? {} : { KeyName: launch.keyName }),
    ...(launch.instanceProfile === undefined ? {} : { IamInstanceProfile: profile(launch.instanceProfile) }),
    ...(userData === undefined ? {} : { UserData: Buffer.from(userData).toString('base64') }),
    BlockDeviceMappings: volumes(launch, image),
    // Version 2 only, and no hop beyond the instance itself: a container or a proxy can't fetch its credentials.
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled' },
    TagSpecifications: tagSpecifications(['instance', 'volume', 'network-interface'], tags),
  };
}

/** EC2 takes a wish about the public address only inside a network interface, and the rest must follow it there. */
function network(launch: LaunchPart, subnetId: string | undefined): Partial<RunInstancesRequest> {
  const groups = launch.securityGroupIds.length === 0 ? undefined : [...launch.securityGroupIds];
  if (launch.publicIp === undefined) {
    return {
      ...(subnetId === undefined ? {} : { SubnetId: subnetId }),
      ...(groups === undefined ? {} : { SecurityGroupIds: groups }),
    };
  }
  return {
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        AssociatePublicIpAddress: launch.publicIp,
        ...(subnetId === undefined ? {} : { SubnetId: subnetId }),
        ...(groups === undefined ? {} : { Groups: groups }),
      },
    ],
  };
}

function profile(nameOrArn: string): { Arn: string } | { Name: string } {
  return nameOrArn.startsWith('arn:') ? { Arn: nameOrArn } : { Name: nameOrArn };
}

function volumes(launch: LaunchPart, image: BaseImage): BlockDeviceMapping[] {
  return image.volumes.map(({ device, gib, root }) => ({
    DeviceName: device,
    Ebs: {
      Encrypted: true,
      DeleteOnTermination: true,
      VolumeType: root ? launch.volumeType : 'gp3',
      ...size(root ? launch.volumeGiB : undefined, gib),
    },
  }));
}

/** What is wanted, but never smaller than the image's own: EC2 would refuse it. */
function size(wanted: number | undefined, own: number | undefined): { VolumeSize?: number } {
  return wanted === undefined && own === undefined ? {} : { VolumeSize: Math.max(wanted ?? 0, own ?? 0) };
}

/** In the order to try: each type in every subnet, before the next type. */
export function places(launch: Pick<LaunchPart, 'instanceTypes' | 'subnetIds'>): Place[] {
  const subnets = launch.subnetIds.length === 0 ? [undefined] : launch.subnetIds;
  return launch.instanceTypes.flatMap((instanceType) =>
    subnets.map((subnetId) => ({ instanceType, subnetId })),
  );
}

/** `t3.micro in subnet-1` */
export function placeName({ instanceType, subnetId }: Place): string {
  return subnetId === undefined ? instanceType : `${instanceType} in ${subnetId}`;
}
