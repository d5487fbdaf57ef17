/** What a RunInstances call says. */
import { describe, expect, test } from '@jest/globals';
import { clientToken } from '../../src/aws/token.js';
import type { BaseImage } from '../../src/image/resolve.js';
import type { LaunchPart } from '../../src/inputs/request.js';
import { type Place, placeName, places } from '../../src/instances/placement.js';
import { runInstancesInput, type Spec } from '../../src/instances/spec.js';
import type { Template } from '../../src/instances/template.js';

const IMAGE: BaseImage = {
  id: 'ami-1',
  name: 'base',
  source: 'al2023',
  owner: 'amazon',
  publisher: 'Amazon',
  architecture: 'x86_64',
  os: 'linux',
  agent: 'cloud-init',
  created: undefined,
  ageDays: undefined,
  deprecated: undefined,
  deprecationNotice: undefined,
  readyTimes: {},
  volumes: [
    { device: '/dev/xvda', gib: 8, root: true },
    { device: '/dev/xvdb', gib: 100, root: false },
  ],
};
const LAUNCH: LaunchPart = {
  instanceTypes: ['t3.micro'],
  subnetIds: [],
  securityGroupIds: ['sg-1'],
  keyName: undefined,
  instanceProfile: undefined,
  count: 2,
  market: 'on-demand',
  template: undefined,
  ttlMinutes: undefined,
  volumeGiB: undefined,
  volumeType: undefined,
  publicIp: undefined,
  name: undefined,
  tags: {},
};

function input(launch: Partial<LaunchPart> = {}, more: Partial<Spec> = {}) {
  const spec = {
    launch: { ...LAUNCH, ...launch },
    image: IMAGE,
    userData: undefined,
    tags: {},
    template: undefined,
    keepOnceNamed: false,
    ...more,
  };
  return runInstancesInput(spec, { instanceType: 't3.micro', subnetId: 'subnet-1', market: 'on-demand' });
}

function inputAt(place: Place) {
  const spec = { launch: LAUNCH, image: IMAGE, userData: undefined, tags: {}, template: undefined };
  return runInstancesInput({ ...spec, keepOnceNamed: false }, place);
}

describe('a launch', () => {
  test('wants all instances or none', () => {
    expect(input()).toMatchObject({ MinCount: 2, MaxCount: 2 });
  });

  test('encrypts every volume of the image, and deletes it with the instance', () => {
    const ebs = (input().BlockDeviceMappings ?? []).map(({ Ebs }) => Ebs);
    expect(ebs).toHaveLength(2);
    for (const volume of ebs) expect(volume).toMatchObject({ Encrypted: true, DeleteOnTermination: true });
  });

  test.each([
    [undefined, 8],
    [4, 8],
    [20, 20],
  ])(
    'with volume-size %p asks for a root volume of %p GiB: never smaller than the image',
    (volumeGiB, size) => {
      expect(input({ volumeGiB }).BlockDeviceMappings?.[0]?.Ebs?.VolumeSize).toBe(size);
    },
  );

  test('says where to, and moves it into a network interface only for a wish about the public address', () => {
    expect(input()).toMatchObject({ SubnetId: 'subnet-1', SecurityGroupIds: ['sg-1'] });
    const wish = input({ publicIp: false });
    expect(wish).not.toHaveProperty('SubnetId');
    expect(wish.NetworkInterfaces).toEqual([
      { DeviceIndex: 0, AssociatePublicIpAddress: false, SubnetId: 'subnet-1', Groups: ['sg-1'] },
    ]);
  });

  test('sends user data in base64, as EC2 wants it', () => {
    expect(input({}, { userData: Buffer.from('#!/bin/sh\n') }).UserData).toBe('IyEvYmluL3NoCg==');
  });

  test('takes an instance profile by name or by ARN', () => {
    expect(input({ instanceProfile: 'web' }).IamInstanceProfile).toEqual({ Name: 'web' });
    const arn = 'arn:aws:iam::123456789012:instance-profile/web';
    expect(input({ instanceProfile: arn }).IamInstanceProfile).toEqual({ Arn: arn });
  });
});

describe('a spot launch', () => {
  const place = { instanceType: 't3.micro', subnetId: undefined, market: 'spot' } as const;

  test('is for once, ends when EC2 takes it back, and tags the request that it makes', () => {
    const { InstanceMarketOptions, TagSpecifications = [] } = inputAt(place);
    expect(InstanceMarketOptions).toEqual({
      MarketType: 'spot',
      SpotOptions: { SpotInstanceType: 'one-time', InstanceInterruptionBehavior: 'terminate' },
    });
    expect(TagSpecifications.map(({ ResourceType }) => ResourceType)).toContain('spot-instances-request');
  });

  test('is another place than the same type on-demand, which tags no request', () => {
    const { TagSpecifications = [] } = inputAt({ ...place, market: 'on-demand' });
    expect(TagSpecifications.map(({ ResourceType }) => ResourceType)).not.toContain('spot-instances-request');
    expect(placeName(place)).toBe('spot t3.micro');
  });
});

test('an instance with a time to live ends when it shuts down', () => {
  expect(input()).not.toHaveProperty('InstanceInitiatedShutdownBehavior');
  expect(input({ ttlMinutes: 60 })).toMatchObject({ InstanceInitiatedShutdownBehavior: 'terminate' });
});

describe('a launch from a template', () => {
  const from = (data: Template['data'], launch: Partial<LaunchPart> = {}, more: Partial<Spec> = {}) =>
    input(
      { securityGroupIds: [], ...launch },
      { template: { id: 'lt-1', name: 'web', version: 3, data }, ...more },
    );

  test('names the version by its number: it means the same tomorrow', () => {
    expect(from({})).toMatchObject({ LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '3' } });
  });

  test('leaves to it what no input says', () => {
    const launch = from({ KeyName: 'ops', UserData: 'IyE=', IamInstanceProfile: { Name: 'web' } });
    for (const name of ['KeyName', 'UserData', 'IamInstanceProfile', 'SecurityGroupIds'])
      expect(launch).not.toHaveProperty(name);
  });

  test('keeps its metadata options, and is safe where it has none', () => {
    expect(
      from({ MetadataOptions: { State: 'applied', HttpPutResponseHopLimit: 2 } }).MetadataOptions,
    ).toEqual({
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 2,
      HttpEndpoint: 'enabled',
    });
  });

  test("keeps its disks, over the image's own and under the inputs", () => {
    const data = {
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 50, VolumeType: 'io2' as const, Iops: 900 } },
        { DeviceName: '/dev/xvdz', Ebs: { VolumeSize: 7 } },
      ],
    };
    const [root, , other] = from(data).BlockDeviceMappings ?? [];
    expect(root?.Ebs).toMatchObject({ VolumeSize: 50, VolumeType: 'io2', Iops: 900, Encrypted: true });
    expect(other).toEqual({ DeviceName: '/dev/xvdz', Ebs: { VolumeSize: 7 } });
    expect(from(data, { volumeGiB: 20, volumeType: 'gp3' }).BlockDeviceMappings?.[0]?.Ebs).toMatchObject({
      VolumeSize: 20,
      VolumeType: 'gp3',
    });
  });

  test('puts the subnet and the groups into its network interface where it has one', () => {
    const data = { NetworkInterfaces: [{ DeviceIndex: 0, Groups: ['sg-own'], Description: 'web' }] };
    expect(from(data)).toMatchObject({
      NetworkInterfaces: [{ DeviceIndex: 0, Groups: ['sg-own'], SubnetId: 'subnet-1', Description: 'web' }],
    });
    expect(from(data, { securityGroupIds: ['sg-2'] }).NetworkInterfaces?.[0]?.Groups).toEqual(['sg-2']);
    expect(from(data)).not.toHaveProperty('SubnetId');
  });

  test('adds our tags to its own, and ours go first', () => {
    const own = [
      { Key: 'team', Value: 'web' },
      { Key: 'Name', Value: 'template' },
    ];
    const data = { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: own }] };
    const [instance, volume] = from(data, {}, { tags: { Name: 'input' } }).TagSpecifications ?? [];
    expect(instance?.Tags).toEqual([own[0], { Key: 'Name', Value: 'input' }]);
    expect(volume?.Tags).toEqual([{ Key: 'Name', Value: 'input' }]);
  });
});

test('a template that tags spot requests can still be launched from on-demand', () => {
  const data = { TagSpecifications: [{ ResourceType: 'spot-instances-request' as const, Tags: [] }] };
  const template = { id: 'lt-1', name: 'web', version: 1, data };
  const { TagSpecifications = [] } = input({}, { template });
  expect(TagSpecifications.map(({ ResourceType }) => ResourceType)).not.toContain('spot-instances-request');
});

test('places: each type in every subnet, before the next type', () => {
  const order = places({ instanceTypes: ['a', 'b'], subnetIds: ['1', '2'], market: 'on-demand' });
  expect(order.map(({ instanceType, subnetId }) => `${instanceType}${subnetId ?? ''}`)).toEqual([
    'a1',
    'a2',
    'b1',
    'b2',
  ]);
});

test('places: spot everywhere before on-demand anywhere', () => {
  const order = places({ instanceTypes: ['a'], subnetIds: ['1', '2'], market: 'spot-then-on-demand' });
  expect(order.map(placeName)).toEqual(['spot a in 1', 'spot a in 2', 'a in 1', 'a in 2']);
});

test('a token is the same for the same attempt, another for any other step, place or content, and fits', () => {
  const tokens = [
    clientToken('s', 'a', {}),
    clientToken('t', 'a', {}),
    clientToken('s', 'b', {}),
    clientToken('s', 'a', { x: 1 }),
  ];
  expect(new Set(tokens).size).toBe(4);
  expect(clientToken('s', 'a', {})).toBe(tokens[0]);
  for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{64}$/);
});
