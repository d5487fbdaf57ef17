import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CopyImageCommand,
  CreateImageCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeImageAttributeCommand,
  DescribeImageReferencesCommand,
  DescribeImagesCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  GetEbsDefaultKmsKeyIdCommand,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  type DescribeImageReferencesCommandInput,
  type LaunchPermission,
} from '@aws-sdk/client-ec2';
import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  ListGrantsCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { AL2023, cloud, launch, type Cloud } from './cloud.js';

let at: Cloud;
let kms: KMSClient;
let ami: string;

beforeEach(async () => {
  at = await cloud();
  kms = new KMSClient({
    endpoint: at.endpoint.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    region: 'us-east-1',
    maxAttempts: 1,
  });
  ami = (await at.ssm.send(new GetParameterCommand({ Name: AL2023 }))).Parameter!.Value!;
});
afterEach(async () => {
  kms.destroy();
  await at.close();
});

const OTHER = '111122223333';

async function customerKey(): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'images' }));
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/images', TargetKeyId: KeyMetadata!.KeyId! }));
  return KeyMetadata!.Arn!;
}

/** An image whose disk is encrypted, with a key or with EBS's own, and its snapshot. */
async function encrypted(KmsKeyId?: string): Promise<{ ImageId: string; SnapshotId: string; key: string }> {
  const BlockDeviceMappings = [
    { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, ...(KmsKeyId !== undefined && { KmsKeyId }) } },
  ];
  const { Instances } = await at.ec2.send(new RunInstancesCommand(launch(ami, { BlockDeviceMappings })));
  at.control.skip(10);
  const InstanceId = Instances![0]!.InstanceId!;
  const { ImageId } = await at.ec2.send(new CreateImageCommand({ InstanceId, Name: 'secret' }));
  at.control.skip(20);
  const { Snapshots } = await at.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
  const [{ SnapshotId, KmsKeyId: key } = {}] = Snapshots!;
  return { ImageId: ImageId!, SnapshotId: SnapshotId!, key: key! };
}

const share = (ImageId: string, ...Add: LaunchPermission[]) =>
  at.ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add } }));

const lend = (SnapshotId: string, UserId: string) =>
  at.ec2.send(
    new ModifySnapshotAttributeCommand({ SnapshotId, CreateVolumePermission: { Add: [{ UserId }] } }),
  );

describe('what is encrypted', () => {
  test("has EBS's own key when no other was asked for, and is for nobody else then", async () => {
    const { ImageId, SnapshotId, key } = await encrypted();
    expect((await at.ec2.send(new GetEbsDefaultKmsKeyIdCommand({}))).KmsKeyId).toBe(key);
    const { Volumes } = await at.ec2.send(new DescribeVolumesCommand({}));
    expect(Volumes).toMatchObject([{ Encrypted: true, KmsKeyId: key }]);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/aws/ebs' }));
    expect(KeyMetadata).toMatchObject({ Arn: key, KeyManager: 'AWS' });
    await expect(share(ImageId, { UserId: OTHER })).rejects.toMatchObject({
      name: 'InvalidParameter',
      message: "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another snapshot.",
    });
    await expect(lend(SnapshotId, OTHER)).rejects.toMatchObject({
      name: 'OperationNotPermitted',
      message: 'Encrypted snapshots with EBS default key cannot be shared',
    });
  });

  test("can be shared with a customer's key, but not with everybody", async () => {
    const arn = await customerKey();
    const { ImageId, SnapshotId, key } = await encrypted('alias/images');
    expect(key).toBe(arn);
    await share(ImageId, { UserId: OTHER });
    await expect(share(ImageId, { Group: 'all' })).rejects.toMatchObject({ name: 'InvalidParameter' });
    await lend(SnapshotId, OTHER);
    const attribute = { SnapshotId, Attribute: 'createVolumePermission' } as const;
    expect(await at.ec2.send(new DescribeSnapshotAttributeCommand(attribute))).toMatchObject({
      CreateVolumePermissions: [{ UserId: OTHER }],
    });
  });

  test('is copied under a key of the other region; one that is not there fails the copy later', async () => {
    const { ImageId } = await encrypted();
    const west = at.client('us-west-2');
    const copy = (Name: string, KmsKeyId?: string) =>
      west.send(
        new CopyImageCommand({
          SourceRegion: 'us-east-1',
          SourceImageId: ImageId,
          Name,
          ...(KmsKeyId !== undefined && { Encrypted: true, KmsKeyId }),
        }),
      );
    await copy('one');
    await copy('two', 'alias/nowhere');
    at.control.skip(20);
    const { Images } = await west.send(new DescribeImagesCommand({ Owners: ['self'] }));
    expect(Images).toMatchObject([
      { State: 'available' },
      { State: 'failed', StateReason: { Message: 'Given key ID is not accessible' } },
    ]);
    const { Snapshots } = await west.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    expect(Snapshots![0]!.KmsKeyId).toMatch(/^arn:aws:kms:us-west-2:/);
  });
});

test('a key is granted for and taken back', async () => {
  const KeyId = await customerKey();
  const wanted = {
    KeyId,
    Name: 'share',
    GranteePrincipal: `arn:aws:iam::${OTHER}:root`,
    Operations: ['Decrypt', 'CreateGrant'] as ('Decrypt' | 'CreateGrant')[],
  };
  const { GrantId } = await kms.send(new CreateGrantCommand(wanted));
  expect((await kms.send(new CreateGrantCommand(wanted))).GrantId).toBe(GrantId);
  const grants = async () =>
    (await kms.send(new ListGrantsCommand({ KeyId: 'alias/images' }))).Grants!.map((grant) => grant.GrantId);
  expect(await grants()).toEqual([GrantId]);
  await kms.send(new RevokeGrantCommand({ KeyId, GrantId: GrantId! }));
  expect(await grants()).toEqual([]);
  await expect(kms.send(new DescribeKeyCommand({ KeyId: 'alias/none' }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
});

describe('an image', () => {
  test('is shared with accounts, organisations and their units, and with everybody', async () => {
    const [ImageId = ''] = at.control.images.add([{ name: 'web' }]);
    const permissions = [
      { UserId: OTHER },
      { OrganizationArn: 'arn:aws:organizations::111122223333:organization/o-abcdefghij' },
      { OrganizationalUnitArn: 'arn:aws:organizations::111122223333:ou/o-abcdefghij/ou-ab12-12345678' },
    ];
    await share(ImageId, ...permissions, { Group: 'all' });
    const look = async () => {
      const { LaunchPermissions } = await at.ec2.send(
        new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }),
      );
      return LaunchPermissions;
    };
    expect(await look()).toEqual([{ Group: 'all' }, ...permissions]);
    const [account, organization, unit] = permissions;
    const Remove = [{ Group: 'all' as const }, organization!, unit!];
    await at.ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Remove } }));
    expect(await look()).toEqual([account]);
    await expect(
      share(ImageId, { OrganizationArn: 'arn:aws:organizations::1:organization/x' }),
    ).rejects.toMatchObject({ name: 'InvalidAMIAttributeItemValue' });
  });

  test('of another account that shares it is seen here, but for its tags', async () => {
    const theirs = { owner: OTHER, public: false, tags: { 'ami-launch:role': 'image' } };
    const id = at.control.images.publish({ ...theirs, name: 'shared', sharedWith: ['self'] });
    at.control.images.publish({ ...theirs, name: 'kept' });
    at.control.images.add([{ name: 'shared' }]); // ours, and another
    const found = async (more: object) =>
      (await at.ec2.send(new DescribeImagesCommand({ Owners: [OTHER], ...more }))).Images!;
    const [image, ...others] = await found({});
    expect([image!.ImageId, image!.Tags, others]).toEqual([id, undefined, []]);
    expect(await found({ Filters: [{ Name: 'tag:ami-launch:role', Values: ['image'] }] })).toEqual([]);
    await at.ec2.send(new RunInstancesCommand(launch(id)));
  });

  test('is found among ten thousand, page by page', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      name: `web-${index}`,
      createdAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
      tags: { lineage: `l${index % 50}` },
    }));
    at.control.images.add(many);
    const look = async (NextToken?: string) =>
      at.ec2.send(
        new DescribeImagesCommand({
          Owners: ['self'],
          Filters: [{ Name: 'tag:lineage', Values: ['l3'] }],
          MaxResults: 100,
          ...(NextToken !== undefined && { NextToken }),
        }),
      );
    const first = await look();
    const second = await look(first.NextToken);
    const names = [...first.Images!, ...second.Images!].map(({ Name }) => Name);
    expect(names).toEqual(many.map(({ name }) => name).filter((_, index) => index % 50 === 3));
    expect(second.NextToken).toBeUndefined();
    expect(second.Images!.at(-1)).toMatchObject({ CreationDate: '2026-01-07T21:53:00.000Z' });
  });
});

test('what uses an image is told by kind, page by page', async () => {
  const [golden = '', idle = ''] = at.control.images.add([{ name: 'golden' }, { name: 'idle' }]);
  const { Instances } = await at.ec2.send(
    new RunInstancesCommand(launch(golden, { MinCount: 5, MaxCount: 5 })),
  );
  at.control.skip(10);
  const [first] = Instances!;
  await at.ec2.send(new StopInstancesCommand({ InstanceIds: [first!.InstanceId!] }));
  const template = { LaunchTemplateName: 'web' };
  const LaunchTemplateData = { ImageId: golden };
  await at.ec2.send(new CreateLaunchTemplateCommand({ ...template, LaunchTemplateData }));
  await at.ec2.send(
    new CreateLaunchTemplateVersionCommand({ ...template, LaunchTemplateData: { ImageId: idle } }),
  );
  await at.ssm.send(new PutParameterCommand({ Name: '/golden', Value: golden, Type: 'String' }));
  at.control.skip(10);
  const look = async (more: Omit<DescribeImageReferencesCommandInput, 'ImageIds'>) => {
    const answer = await at.ec2.send(new DescribeImageReferencesCommand({ ImageIds: [golden], ...more }));
    return { next: answer.NextToken, arns: answer.ImageReferences!.map(({ Arn }) => Arn!) };
  };
  const all = await look({ IncludeAllResourceTypes: true });
  expect(
    all.arns.map((arn) => arn.replace(/arn:aws:(\w+):us-east-1:123456789012:([\w-]+)\/.*/, '$1 $2')),
  ).toEqual([...Array.from({ length: 5 }, () => 'ec2 instance'), 'ec2 launch-template', 'ssm parameter']);
  const page = await look({ IncludeAllResourceTypes: true, MaxResults: 5 });
  const rest = await look({ IncludeAllResourceTypes: true, MaxResults: 5, NextToken: page.next! });
  expect([...page.arns, ...rest.arns]).toEqual(all.arns);
  const ofType = (
    ResourceType: 'ec2:Instance' | 'ec2:LaunchTemplate',
    OptionName: 'state-name' | 'version-depth',
    value: string,
  ) =>
    look({ ResourceTypes: [{ ResourceType, ResourceTypeOptions: [{ OptionName, OptionValues: [value] }] }] });
  expect((await ofType('ec2:Instance', 'state-name', 'stopped')).arns).toEqual([
    `arn:aws:ec2:us-east-1:123456789012:instance/${first!.InstanceId!}`,
  ]);
  expect((await ofType('ec2:LaunchTemplate', 'version-depth', '1')).arns).toEqual([]);
  await expect(look({})).rejects.toMatchObject({ name: 'MissingParameter' });
});
