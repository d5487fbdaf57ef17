/** What a RunInstances call says. */
import { describe, expect, test } from '@jest/globals';
import { clientToken } from '../../src/aws/token.js';
import type { BaseImage } from '../../src/image/resolve.js';
import type { LaunchPart } from '../../src/inputs/request.js';
import { places } from '../../src/instances/placement.js';
import { runInstancesInput, type Spec } from '../../src/instances/spec.js';

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

test('places: each type in every subnet, before the next type', () => {
  const order = places({ instanceTypes: ['a', 'b'], subnetIds: ['1', '2'], market: 'on-demand' });
  expect(order.map(({ instanceType, subnetId }) => `${instanceType}${subnetId ?? ''}`)).toEqual([
    'a1',
    'a2',
    'b1',
    'b2',
  ]);
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
