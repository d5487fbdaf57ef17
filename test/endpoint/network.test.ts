import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateKeyPairCommand,
  CreateSecurityGroupCommand,
  DeleteKeyPairCommand,
  DeleteSecurityGroupCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  ImportKeyPairCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { AL2023, cloud, launch, type Cloud } from './cloud.js';

let at: Cloud;

beforeEach(async () => {
  at = await cloud();
});
afterEach(() => at.close());

const ami = async () => (await at.ssm.send(new GetParameterCommand({ Name: AL2023 }))).Parameter!.Value!;

test('there is one default subnet a zone, which loses an address for each instance', async () => {
  const zones = (await at.ec2.send(new DescribeAvailabilityZonesCommand({}))).AvailabilityZones!;
  const subnets = async () => (await at.ec2.send(new DescribeSubnetsCommand({}))).Subnets!;
  expect((await subnets()).map(({ AvailabilityZone }) => AvailabilityZone)).toEqual(
    zones.map(({ ZoneName }) => ZoneName),
  );
  expect((await subnets())[0]).toMatchObject({
    DefaultForAz: true,
    MapPublicIpOnLaunch: true,
    AvailableIpAddressCount: 4091,
  });
  await at.ec2.send(new RunInstancesCommand(launch(await ami())));
  expect((await subnets())[0]!.AvailableIpAddressCount).toBe(4090);
});

describe('a security group', () => {
  test('is made, opened, used and deleted, but not while it is used', async () => {
    const { GroupId } = await at.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'the web' }),
    );
    const ssh = {
      GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
    };
    await at.ec2.send(new AuthorizeSecurityGroupIngressCommand(ssh));
    await expect(at.ec2.send(new AuthorizeSecurityGroupIngressCommand(ssh))).rejects.toMatchObject({
      name: 'InvalidPermission.Duplicate',
    });
    const { SecurityGroups } = await at.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId!] }));
    expect(SecurityGroups).toMatchObject([
      { GroupName: 'web', IpPermissions: ssh.IpPermissions, IpPermissionsEgress: [{ IpProtocol: '-1' }] },
    ]);

    const { Instances } = await at.ec2.send(
      new RunInstancesCommand(launch(await ami(), { SecurityGroupIds: [GroupId!] })),
    );
    expect(Instances![0]!.SecurityGroups).toEqual([{ GroupId, GroupName: 'web' }]);
    const remove = () => at.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    await expect(remove()).rejects.toMatchObject({ name: 'DependencyViolation' });
    at.control.instances.kill(Instances![0]!.InstanceId!);
    at.control.skip(5);
    await remove();
  });

  test('has a name of its own', async () => {
    const create = () =>
      at.ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'the web' }));
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'InvalidGroup.Duplicate' });
  });
});

test('a key pair is made or imported, used and deleted', async () => {
  const { KeyMaterial } = await at.ec2.send(new CreateKeyPairCommand({ KeyName: 'made' }));
  expect(KeyMaterial).toContain('BEGIN RSA PRIVATE KEY');
  const PublicKeyMaterial = Buffer.from('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAA me');
  await at.ec2.send(new ImportKeyPairCommand({ KeyName: 'mine', PublicKeyMaterial }));
  const { Instances } = await at.ec2.send(new RunInstancesCommand(launch(await ami(), { KeyName: 'mine' })));
  expect(Instances![0]!.KeyName).toBe('mine');
  await at.ec2.send(new DeleteKeyPairCommand({ KeyName: 'made' }));
  const { KeyPairs } = await at.ec2.send(new DescribeKeyPairsCommand({}));
  expect(KeyPairs).toMatchObject([{ KeyName: 'mine', KeyType: 'ed25519' }]);
});

describe('instance types', () => {
  test('tell what a launch must know', async () => {
    const { InstanceTypes } = await at.ec2.send(
      new DescribeInstanceTypesCommand({ InstanceTypes: ['t2.micro', 't4g.large', 'm6g.metal'] }),
    );
    const facts = InstanceTypes!.map((type) => [
      type.InstanceType,
      type.Hypervisor,
      type.ProcessorInfo!.SupportedArchitectures![0],
      type.VCpuInfo!.DefaultVCpus,
      type.MemoryInfo!.SizeInMiB,
    ]);
    expect(facts).toEqual([
      ['t2.micro', 'xen', 'x86_64', 1, 1024],
      ['t4g.large', 'nitro', 'arm64', 2, 8192],
      ['m6g.metal', undefined, 'arm64', 64, 262144],
    ]);
    await expect(
      at.ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['t9.huge' as never] })),
    ).rejects.toMatchObject({ name: 'InvalidInstanceType' });
  });

  test('are not offered in every zone', async () => {
    const { InstanceTypeOfferings } = await at.ec2.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: 'availability-zone',
        Filters: [{ Name: 'instance-type', Values: ['t3.micro'] }],
      }),
    );
    const zones = InstanceTypeOfferings!.map(({ Location }) => Location);
    expect(zones).toContain('us-east-1a');
    expect(zones).not.toContain('us-east-1e');
  });
});
