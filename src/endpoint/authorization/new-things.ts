import { launchDisks } from '../actions/launch/disks.js';
import { networkWish } from '../actions/launch/network.js';
import { flag, text } from '../protocol/query.js';
import type { Disk } from '../world/state.js';
import { ec2Arn, present, requestTags } from './context.js';
import type { Authorization, Context } from './question.js';
import { byTemplate, known, profileOf, question, type Wanted } from './wanted.js';

const NONE: ReadonlyMap<string, string> = new Map();

/** What the launch makes, and the tags that it gives to that. */
export function onNewThings(wanted: Wanted): Authorization[] {
  const { call, spot, tags, image } = wanted;
  const disks = image ? (known(() => launchDisks(call, image)) ?? image.disks) : [];
  const made: [type: string, parameter: string, context: Context][] = [
    ['instance', 'InstanceType', newInstance(wanted)],
    ...disks.map((disk): (typeof made)[number] => ['volume', 'BlockDeviceMapping', newVolume(wanted, disk)]),
    ['network-interface', 'NetworkInterface', newInterface(wanted)],
  ];
  const types = [...new Set(made.map(([type]) => type)), ...(spot ? ['spot-instances-request'] : [])];
  const requested = (type: string) => requestTags(tags.get(type) ?? NONE);
  return [
    ...made.map(([type, parameter, context]) =>
      question(wanted, [type, '*'], { ...context, ...requested(type), ...byTemplate(wanted, parameter) }),
    ),
    ...(spot ? [question(wanted, ['spot-instances-request', '*'], requested('spot-instances-request'))] : []),
    ...types
      .filter((type) => (tags.get(type)?.size ?? 0) > 0)
      .map((type) => ({
        action: 'ec2:CreateTags',
        resource: ec2Arn(call.region.name, type, '*'),
        context: { ...requested(type), 'ec2:CreateAction': 'RunInstances' },
      })),
  ];
}

function newInstance({ call: { params }, subnet, spot }: Wanted): Context {
  const metadata = (name: string) => text(params, `MetadataOptions.${name}`);
  return present({
    'ec2:InstanceType': text(params, 'InstanceType'),
    'ec2:InstanceMarketType': spot ? 'spot' : 'on-demand',
    'ec2:InstanceProfile': profileOf(params)?.arn,
    'ec2:AvailabilityZone': subnet?.zone,
    'ec2:EbsOptimized': flag(params, 'EbsOptimized') ?? false,
    'ec2:RootDeviceType': 'ebs',
    'ec2:Tenancy': text(params, 'Placement.Tenancy') ?? 'default',
    'ec2:MetadataHttpTokens': metadata('HttpTokens'),
    'ec2:MetadataHttpEndpoint': metadata('HttpEndpoint'),
    'ec2:MetadataHttpPutResponseHopLimit': metadata('HttpPutResponseHopLimit'),
    'ec2:InstanceMetadataTags': metadata('InstanceMetadataTags'),
  });
}

function newVolume({ call: { region }, subnet }: Wanted, disk: Disk): Context {
  return present({
    'ec2:VolumeSize': disk.size,
    'ec2:VolumeType': disk.type,
    'ec2:VolumeIops': disk.iops,
    'ec2:VolumeThroughput': disk.throughput,
    'ec2:Encrypted': disk.encrypted,
    'ec2:AvailabilityZone': subnet?.zone,
    'ec2:ParentSnapshot':
      disk.snapshotId === undefined ? undefined : ec2Arn(region.name, 'snapshot', disk.snapshotId),
  });
}

function newInterface({ call, subnet }: Wanted): Context {
  const { region } = call;
  return present({
    'ec2:Subnet': subnet && ec2Arn(region.name, 'subnet', subnet.id),
    'ec2:Vpc': subnet && ec2Arn(region.name, 'vpc', subnet.vpcId),
    'ec2:AvailabilityZone': subnet?.zone,
    'ec2:AssociatePublicIpAddress': known(() => networkWish(call))?.publicIp,
  });
}
