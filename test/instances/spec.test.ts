/** What a RunInstances call says. */
import { describe, expect, test } from '@jest/globals';
import { clientToken } from '../../src/aws/token.js';
import type { LaunchPart } from '../../src/inputs/request.js';
import { refuseTooManyTags } from '../../src/instances/launch-tags.js';
import { type Place, placeName, places } from '../../src/instances/placement.js';
import { runInstancesInput, type Spec } from '../../src/instances/spec.js';
import type { Template } from '../../src/instances/template.js';
import { IMAGE, LAUNCH } from '../support/spec.js';

const SPEC: Omit<Spec, 'launch'> = {
  image: IMAGE,
  userData: undefined,
  tags: {},
  runName: 'web-1',
  template: undefined,
};

function input(launch: Partial<LaunchPart> = {}, more: Partial<Spec> = {}) {
  const spec = { ...SPEC, launch: { ...LAUNCH, ...launch }, ...more };
  return runInstancesInput(spec, { instanceType: 't3.micro', subnetId: 'subnet-1', market: 'on-demand' });
}

function inputAt(place: Place) {
  return runInstancesInput({ ...SPEC, launch: LAUNCH }, place);
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
      { template: { id: 'lt-1', name: 'web', version: 3, description: '', data }, ...more },
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

  test('gives a root volume of another type none of the performance that was meant for its own', () => {
    const data = (Ebs: object) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }] });
    const fast = data({ VolumeType: 'gp3', Throughput: 250, Iops: 4000, VolumeSize: 20 });
    const root = (...args: Parameters<typeof from>) => from(...args).BlockDeviceMappings?.[0]?.Ebs;
    const safe = { Encrypted: true, DeleteOnTermination: true, VolumeSize: 20 };
    expect(root(fast, { volumeType: 'gp2' })).toEqual({ ...safe, VolumeType: 'gp2' });
    expect(root(fast, { volumeType: 'gp3' })).toMatchObject({ Iops: 4000, Throughput: 250 });
    const io2 = data({ VolumeType: 'io2', Iops: 64_000, VolumeSize: 20 });
    expect(root(io2, { volumeType: 'gp3' })).toEqual({ ...safe, VolumeType: 'gp3' });
    // What a template leaves open is gp3 to us.
    expect(root(data({ Iops: 4000 }), { volumeType: 'gp2' })).not.toHaveProperty('Iops');
  });

  test('takes over no protection from being ended, of which that from being stopped is one', () => {
    const data = { DisableApiTermination: true, DisableApiStop: true };
    expect(from(data)).toMatchObject({ DisableApiTermination: false, DisableApiStop: false });
    expect(from({ DisableApiTermination: false })).not.toHaveProperty('DisableApiTermination');
  });

  test('is spot for once, whatever the template says, at the price that it says', () => {
    const data: Template['data'] = {
      InstanceMarketOptions: {
        MarketType: 'spot',
        SpotOptions: {
          SpotInstanceType: 'persistent',
          InstanceInterruptionBehavior: 'hibernate',
          ValidUntil: new Date(0),
          MaxPrice: '0.02',
        },
      },
      HibernationOptions: { Configured: true },
    };
    const spec = {
      ...SPEC,
      launch: LAUNCH,
      template: { id: 'lt-1', name: 'web', version: 1, description: '', data },
    };
    expect(runInstancesInput(spec, { instanceType: 'a', subnetId: undefined, market: 'spot' })).toMatchObject(
      {
        InstanceMarketOptions: {
          MarketType: 'spot',
          SpotOptions: {
            SpotInstanceType: 'one-time',
            InstanceInterruptionBehavior: 'terminate',
            MaxPrice: '0.02',
          },
        },
        HibernationOptions: { Configured: false },
      },
    );
    expect(from(data)).not.toHaveProperty('HibernationOptions');
  });
});

describe('the tags of a launch from a template', () => {
  const NAME = (Value: string) => ({ Key: 'Name', Value });
  const TEAM = { Key: 'team', Value: 'web' };
  const web = (data: Template['data']) => ({ id: 'lt-1', name: 'web', version: 3, description: '', data });
  const tagsOf = (data: Template['data'], tags: Spec['tags'] = {}) =>
    Object.fromEntries(
      (input({}, { template: web(data), tags }).TagSpecifications ?? []).map((one) => [
        one.ResourceType ?? '',
        one.Tags,
      ]),
    );

  test('are its own with ours over them', () => {
    const Tags = [TEAM, NAME('template')];
    const data = { TagSpecifications: [{ ResourceType: 'instance' as const, Tags }] };
    expect(tagsOf(data, { Name: 'input' })).toEqual({
      instance: [TEAM, NAME('input')],
      volume: [NAME('input')],
      'network-interface': [NAME('input')],
    });
  });

  test('name everything as it names the instance, or else as the run does, unless it has a name for that', () => {
    const named = [
      { ResourceType: 'instance' as const, Tags: [NAME('web')] },
      { ResourceType: 'volume' as const, Tags: [TEAM, NAME('disk of web')] },
    ];
    expect(tagsOf({ TagSpecifications: named })).toEqual({
      instance: [NAME('web')],
      volume: [TEAM, NAME('disk of web')],
      'network-interface': [NAME('web')],
    });
    expect(tagsOf({ TagSpecifications: named.slice(1) })).toMatchObject({
      instance: [NAME('web-1')],
      volume: [TEAM, NAME('disk of web')],
    });
  });

  test('are for nothing that the launch does not make: EC2 would refuse it', () => {
    const tagged = (['spot-instances-request', 'network-interface'] as const).map((ResourceType) => ({
      ResourceType,
      Tags: [TEAM],
    }));
    const data = { TagSpecifications: tagged, NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }] };
    expect(Object.keys(tagsOf(data))).toEqual(['instance', 'volume']);
  });

  test('are refused before the launch where they are more than EC2 takes', () => {
    const Tags = Array.from({ length: 49 }, (_, index) => ({ Key: `t${index}`, Value: '' }));
    const data = { TagSpecifications: [{ ResourceType: 'volume' as const, Tags }] };
    const spec = { ...SPEC, launch: LAUNCH, template: web(data), tags: { t1: 'ours' } };
    const order = places({ instanceTypes: ['a'], subnetIds: [], market: 'on-demand' });
    expect(() => refuseTooManyTags(spec, order)).not.toThrow();
    expect(() => refuseTooManyTags({ ...spec, tags: { ours: '' } }, order)).toThrow(
      /^Each volume would have 51 tags \(those of the launch template web, /,
    );
  });
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
