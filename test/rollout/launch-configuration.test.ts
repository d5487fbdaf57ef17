/** A launch template that launches what a launch configuration did. */
import type { LaunchConfiguration } from '@aws-sdk/client-auto-scaling';
import { describe, expect, test } from '@jest/globals';
import { templateData, untold } from '../../src/rollout/launch-configuration.js';

/** As AWS answers one of which little was said. */
const PLAIN: LaunchConfiguration = {
  LaunchConfigurationName: 'web-2019',
  ImageId: 'ami-1',
  InstanceType: 't3.micro',
  CreatedTime: new Date(0),
  KeyName: '',
  UserData: '',
  KernelId: '',
  RamdiskId: '',
  SecurityGroups: [],
  ClassicLinkVPCSecurityGroups: [],
  BlockDeviceMappings: [],
  InstanceMonitoring: { Enabled: false },
  EbsOptimized: false,
};

test('says nothing that nobody said', () => {
  expect(templateData(PLAIN)).toEqual({
    ImageId: 'ami-1',
    InstanceType: 't3.micro',
    Monitoring: { Enabled: false },
    EbsOptimized: false,
  });
});

test('says all that was said', () => {
  const full: LaunchConfiguration = {
    ...PLAIN,
    KeyName: 'ops',
    UserData: 'IyEvYmluL3No',
    SecurityGroups: ['sg-1', 'web'],
    IamInstanceProfile: 'web',
    InstanceMonitoring: { Enabled: true },
    EbsOptimized: true,
    PlacementTenancy: 'dedicated',
    SpotPrice: '0.01',
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: { VolumeSize: 20, VolumeType: 'gp3', Iops: 3000, Throughput: 125, Encrypted: true },
      },
      { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
      { DeviceName: '/dev/sdc', NoDevice: true },
    ],
  };

  expect(templateData(full)).toEqual({
    ImageId: 'ami-1',
    InstanceType: 't3.micro',
    KeyName: 'ops',
    UserData: 'IyEvYmluL3No',
    SecurityGroupIds: ['sg-1'],
    SecurityGroups: ['web'],
    IamInstanceProfile: { Name: 'web' },
    Monitoring: { Enabled: true },
    EbsOptimized: true,
    Placement: { Tenancy: 'dedicated' },
    InstanceMarketOptions: {
      MarketType: 'spot',
      SpotOptions: { MaxPrice: '0.01', SpotInstanceType: 'one-time' },
    },
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: {
          VolumeSize: 20,
          VolumeType: 'gp3',
          Iops: 3000,
          Throughput: 125,
          Encrypted: true,
          DeleteOnTermination: true,
        },
      },
      { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
      { DeviceName: '/dev/sdc', NoDevice: '' },
    ],
  });
});

test.each([
  [undefined, true],
  [true, true],
  [false, false],
])('a volume that ends with its instance where the configuration says %s: %s', (before, after) => {
  const Ebs = { VolumeSize: 8, DeleteOnTermination: before };
  const { BlockDeviceMappings } = templateData({
    ...PLAIN,
    BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs }],
  });

  expect(BlockDeviceMappings).toMatchObject([{ Ebs: { DeleteOnTermination: after } }]);
});

test('tells a profile by its ARN where it was told so', () => {
  const arn = 'arn:aws:iam::123456789012:instance-profile/web';
  expect(templateData({ ...PLAIN, IamInstanceProfile: arn }).IamInstanceProfile).toEqual({ Arn: arn });
});

test('a wish about the public address takes the security groups with it', () => {
  const shown = { ...PLAIN, AssociatePublicIpAddress: false, SecurityGroups: ['sg-1'] };

  const data = templateData(shown);

  expect(data.SecurityGroupIds).toBeUndefined();
  expect(data.NetworkInterfaces).toEqual([
    { DeviceIndex: 0, AssociatePublicIpAddress: false, DeleteOnTermination: true, Groups: ['sg-1'] },
  ]);
});

describe('cannot say', () => {
  test.each<[what: string, shown: Partial<LaunchConfiguration>, said: RegExp | undefined]>([
    ['ClassicLink', { ClassicLinkVPCId: 'vpc-1' }, /ClassicLink/],
    ['ClassicLink by its groups', { ClassicLinkVPCSecurityGroups: ['sg-1'] }, /ClassicLink/],
    [
      'named groups in an interface',
      { AssociatePublicIpAddress: true, SecurityGroups: ['web'] },
      /by name \(web\)/,
    ],
    ['nothing, of all others', { SecurityGroups: ['web'] }, undefined],
  ])('%s', (_what, shown, said) => {
    const told = untold({ ...PLAIN, ...shown });
    if (said === undefined) expect(told).toBeUndefined();
    else expect(told).toMatch(said);
  });
});
