import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  DeleteLaunchTemplateVersionsCommand,
  DescribeInstanceAttributeCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  ModifyLaunchTemplateCommand,
  RunInstancesCommand,
  type CreateLaunchTemplateCommandInput,
  type CreateLaunchTemplateVersionCommandInput,
  type DescribeLaunchTemplateVersionsCommandInput,
  type Instance,
  type RequestLaunchTemplateData,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { AL2023, cloud, type Cloud } from './cloud.js';

let at: Cloud;
let ami: string;

beforeEach(async () => {
  at = await cloud();
  ami = (await at.ssm.send(new GetParameterCommand({ Name: AL2023 }))).Parameter!.Value!;
});
afterEach(() => at.close());

const NAME = { LaunchTemplateName: 'web' };
const web = (data: RequestLaunchTemplateData = {}): RequestLaunchTemplateData => ({
  ImageId: ami,
  InstanceType: 't3.small',
  ...data,
});

const create = async (
  LaunchTemplateData: RequestLaunchTemplateData,
  other: Partial<CreateLaunchTemplateCommandInput> = {},
) =>
  (await at.ec2.send(new CreateLaunchTemplateCommand({ ...NAME, LaunchTemplateData, ...other })))
    .LaunchTemplate!;
const addVersion = async (
  LaunchTemplateData: RequestLaunchTemplateData,
  other: Partial<CreateLaunchTemplateVersionCommandInput> = {},
) =>
  (await at.ec2.send(new CreateLaunchTemplateVersionCommand({ ...NAME, LaunchTemplateData, ...other })))
    .LaunchTemplateVersion!;
const versions = async (other: DescribeLaunchTemplateVersionsCommandInput = NAME) =>
  (await at.ec2.send(new DescribeLaunchTemplateVersionsCommand(other))).LaunchTemplateVersions!;
const numbers = async (other: DescribeLaunchTemplateVersionsCommandInput) =>
  (await versions({ ...NAME, ...other })).map(({ VersionNumber }) => VersionNumber);
const makeDefault = (DefaultVersion: string) =>
  at.ec2.send(new ModifyLaunchTemplateCommand({ ...NAME, DefaultVersion }));
const run = async (other: Partial<RunInstancesCommandInput> = {}): Promise<Instance> =>
  (await at.ec2.send(new RunInstancesCommand({ LaunchTemplate: NAME, MinCount: 1, MaxCount: 1, ...other })))
    .Instances![0]!;

describe('a launch template', () => {
  test('shows all that it was given, as it was given', async () => {
    const data: RequestLaunchTemplateData = web({
      UserData: Buffer.from('#!/bin/sh').toString('base64'),
      EbsOptimized: true,
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, Encrypted: true } }],
      NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: ['sg-1', 'sg-2'] }],
      IamInstanceProfile: { Name: 'web' },
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
      InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { SpotInstanceType: 'one-time' } },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'team', Value: '' }] }],
    });
    const made = await create(data, {
      VersionDescription: 'first',
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'of', Value: 'web' }] }],
    });
    expect(made).toMatchObject({
      LaunchTemplateId: expect.stringMatching(/^lt-[0-9a-f]{17}$/),
      ...NAME,
      DefaultVersionNumber: 1,
      LatestVersionNumber: 1,
      Tags: [{ Key: 'of', Value: 'web' }],
    });
    expect(await versions()).toMatchObject([
      { VersionNumber: 1, DefaultVersion: true, VersionDescription: 'first', LaunchTemplateData: data },
    ]);
    const { LaunchTemplates } = await at.ec2.send(
      new DescribeLaunchTemplatesCommand({ Filters: [{ Name: 'tag:of', Values: ['web'] }] }),
    );
    expect(LaunchTemplates).toEqual([made]);
  });

  test('has versions: each by its number, the newest, the default one, or a span of them', async () => {
    const { LaunchTemplateId } = await create(web());
    await addVersion(web({ InstanceType: 't3.large' }));
    await addVersion(web({ InstanceType: 't3.nano' }));
    await makeDefault('2');
    expect(await numbers({})).toEqual([3, 2, 1]);
    expect(await numbers({ Versions: ['$Default', '$Latest', '1'] })).toEqual([2, 3, 1]);
    expect(await numbers({ MinVersion: '2' })).toEqual([3, 2]);
    expect(await numbers({ MaxVersion: '2' })).toEqual([2, 1]);
    expect(await numbers({ Filters: [{ Name: 'instance-type', Values: ['t3.n*'] }] })).toEqual([3]);
    expect(await versions({ Versions: ['$Latest'] })).toMatchObject([{ LaunchTemplateId, VersionNumber: 3 }]);
    const page = await at.ec2.send(new DescribeLaunchTemplateVersionsCommand({ ...NAME, MaxResults: 2 }));
    expect(page.LaunchTemplateVersions).toHaveLength(2);
    expect(await numbers({ MaxResults: 2, NextToken: page.NextToken! })).toEqual([1]);
  });

  test('is based on another version only where that is asked for, a whole parameter at a time, without its snapshots', async () => {
    const tags: RequestLaunchTemplateData['TagSpecifications'] = [
      { ResourceType: 'instance', Tags: [{ Key: 'a', Value: '1' }] },
    ];
    await create(
      web({
        KeyName: 'mine',
        TagSpecifications: tags,
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
        BlockDeviceMappings: [
          { DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-00000000000000000', VolumeSize: 20 } },
        ],
      }),
    );
    const own = { InstanceType: 't3.large', MetadataOptions: { HttpEndpoint: 'enabled' } } as const;
    expect((await addVersion(own)).LaunchTemplateData).toEqual(own);
    expect((await addVersion(own, { SourceVersion: '1' })).LaunchTemplateData).toEqual({
      ...own,
      ImageId: ami,
      KeyName: 'mine',
      TagSpecifications: tags,
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20 } }],
    });
  });

  test('keeps a parameter in place of an image, and resolves it when asked', async () => {
    const ImageId = `resolve:ssm:${AL2023}`;
    await create({ ImageId });
    const shown = async (ResolveAlias: boolean) =>
      (await versions({ ...NAME, ResolveAlias }))[0]!.LaunchTemplateData!.ImageId;
    expect(await shown(false)).toBe(ImageId);
    expect(await shown(true)).toBe(ami);
    expect((await run({ InstanceType: 't3.nano' })).ImageId).toBe(ami);
  });

  test('is made once under a client token', async () => {
    const one = await create(web(), { ClientToken: 'a' });
    expect(await create(web(), { ClientToken: 'a' })).toEqual(one);
    await expect(create(web(), { ClientToken: 'a', LaunchTemplateName: 'other' })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
    await addVersion(web(), { ClientToken: 'b' });
    expect((await addVersion(web(), { ClientToken: 'b' })).VersionNumber).toBe(2);
  });

  test('loses versions, but for the default one, and then all', async () => {
    await create(web());
    await addVersion(web());
    await addVersion(web());
    const answer = await at.ec2.send(
      new DeleteLaunchTemplateVersionsCommand({ ...NAME, Versions: ['3', '1', '9'] }),
    );
    expect(answer.SuccessfullyDeletedLaunchTemplateVersions).toMatchObject([{ VersionNumber: 3 }]);
    expect(answer.UnsuccessfullyDeletedLaunchTemplateVersions).toMatchObject([
      { VersionNumber: 1, ResponseError: { Code: 'unexpectedError' } },
      { VersionNumber: 9, ResponseError: { Code: 'launchTemplateVersionDoesNotExist' } },
    ]);
    expect((await addVersion(web())).VersionNumber).toBe(4);
    await at.ec2.send(new DeleteLaunchTemplateCommand(NAME));
    await expect(versions()).rejects.toMatchObject({ name: 'InvalidLaunchTemplateName.NotFoundException' });
  });

  const LT = 'lt-00000000000000000';
  const refused: [string, string, () => Promise<unknown>][] = [
    [
      'a name that is taken',
      'InvalidLaunchTemplateName.AlreadyExistsException',
      () => create(web()).then(() => create(web())),
    ],
    [
      'a name of wrong signs',
      'InvalidLaunchTemplateName.MalformedException',
      () => create(web(), { LaunchTemplateName: 'a b c' }),
    ],
    [
      'an unknown parameter',
      'UnknownParameter',
      () => create({ ...web(), SecondaryInterfaces: [{ DeviceIndex: 1 }] }),
    ],
    ['an unknown name', 'InvalidLaunchTemplateName.NotFoundException', () => versions()],
    ['an unknown ID', 'InvalidLaunchTemplateId.NotFound', () => versions({ LaunchTemplateId: LT })],
    ['what is no ID', 'InvalidLaunchTemplateId.Malformed', () => versions({ LaunchTemplateId: 'web' })],
    [
      'a version that is not there',
      'InvalidLaunchTemplateId.VersionNotFound',
      () => create(web()).then(() => versions({ ...NAME, Versions: ['7'] })),
    ],
    [
      'a default version that is not there',
      'InvalidLaunchTemplateId.VersionNotFound',
      () => create(web()).then(() => makeDefault('7')),
    ],
    ['an ID and a name', 'InvalidParameterCombination', () => versions({ ...NAME, LaunchTemplateId: LT })],
    ['neither ID nor name', 'MissingParameter', () => versions({})],
    ['numbers without a template', 'InvalidParameterValue', () => versions({ Versions: ['1'] })],
  ];
  test.each(refused)('is refused for %s', async (_, name, request) => {
    await expect(request()).rejects.toMatchObject({ name });
  });
});

describe('a launch from a template', () => {
  test('takes from it what it does not say itself, and says where it came from', async () => {
    const { LaunchTemplateId } = await create(
      web({
        UserData: Buffer.from('#!/bin/sh').toString('base64'),
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30 } }],
        TagSpecifications: [
          { ResourceType: 'instance', Tags: [{ Key: 'team', Value: 'web' }] },
          { ResourceType: 'volume', Tags: [{ Key: 'team', Value: 'disks' }] },
        ],
      }),
    );
    const instance = await run({
      InstanceType: 't3.large',
      LaunchTemplate: { LaunchTemplateId: LaunchTemplateId! },
    });
    expect(instance).toMatchObject({ ImageId: ami, InstanceType: 't3.large' });
    expect(Object.fromEntries(instance.Tags!.map(({ Key, Value }) => [Key, Value]))).toEqual({
      team: 'web',
      'aws:ec2launchtemplate:id': LaunchTemplateId,
      'aws:ec2launchtemplate:version': '1',
    });
    const { UserData } = await at.ec2.send(
      new DescribeInstanceAttributeCommand({ InstanceId: instance.InstanceId!, Attribute: 'userData' }),
    );
    expect(Buffer.from(UserData!.Value!, 'base64').toString()).toBe('#!/bin/sh');
    const { Volumes } = await at.ec2.send(new DescribeVolumesCommand({}));
    expect(Volumes).toMatchObject([{ Size: 30, Tags: [{ Key: 'team', Value: 'disks' }] }]);
  });

  test('replaces whole parameters: tags of the request leave none of those of the template', async () => {
    await create(web({ TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: '1' }] }] }));
    await run({ TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'b', Value: '2' }] }] });
    const { Volumes } = await at.ec2.send(new DescribeVolumesCommand({}));
    expect(Volumes![0]!.Tags).toBeUndefined();
  });

  test('takes the default version unless another is named', async () => {
    await create(web());
    await addVersion(web({ InstanceType: 't3.large' }));
    const type = async (Version?: string) =>
      (await run({ LaunchTemplate: { ...NAME, ...(Version && { Version }) } })).InstanceType;
    expect(await type()).toBe('t3.small');
    expect(await type('$Latest')).toBe('t3.large');
    expect(await type('2')).toBe('t3.large');
    await makeDefault('2');
    expect(await type()).toBe('t3.large');
  });

  test.each([
    ['without an image in either', {}, {}, 'MissingParameter'],
    ['with an image that does not exist', { ImageId: 'ami-00000000000000000' }, {}, 'InvalidAMIID.NotFound'],
    [
      'with a subnet beside its network interface',
      { NetworkInterfaces: [{ DeviceIndex: 0 }] },
      { SubnetId: 'subnet-00000000000000000' },
      'InvalidParameterCombination',
    ],
    [
      'with security groups beside its network interface',
      { NetworkInterfaces: [{ DeviceIndex: 0 }] },
      { SecurityGroupIds: ['sg-00000000000000000'] },
      'InvalidParameterCombination',
    ],
    [
      'with a network interface beside its security groups',
      { SecurityGroupIds: ['sg-00000000000000000'] },
      { NetworkInterfaces: [{ DeviceIndex: 0 }] },
      'InvalidParameterCombination',
    ],
    [
      'of a version that is not there',
      {},
      { LaunchTemplate: { ...NAME, Version: '3' } },
      'InvalidLaunchTemplateId.VersionNotFound',
    ],
    [
      'from a template that is not there',
      {},
      { LaunchTemplate: { LaunchTemplateName: 'none' } },
      'InvalidLaunchTemplateName.NotFoundException',
    ],
    ['with what this cloud has no machine for', { KernelId: 'aki-1' }, {}, 'UnknownParameter'],
  ] as [string, RequestLaunchTemplateData, Partial<RunInstancesCommandInput>, string][])(
    'is refused %s',
    async (_, data, request, name) => {
      await create({ InstanceType: 't3.small', ...data });
      await expect(run(request)).rejects.toMatchObject({ name });
      expect(at.control.world().regions['us-east-1']!.instances).toEqual([]);
    },
  );

  test('can have its subnet in the network interface', async () => {
    const { Subnets } = await at.ec2.send(new DescribeSubnetsCommand({}));
    const { SubnetId } = Subnets![2]!;
    await create(web({ NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: SubnetId! }] }));
    expect((await run()).SubnetId).toBe(SubnetId);
  });
});
