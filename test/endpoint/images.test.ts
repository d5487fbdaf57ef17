import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CopyImageCommand,
  CreateImageCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  DescribeTagsCommand,
  EnableImageDeprecationCommand,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  type CreateImageCommandInput,
  type DescribeImagesCommandInput,
} from '@aws-sdk/client-ec2';
import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import { AL2023, AL2023_ARM, cloud, launch, WINDOWS, type Cloud } from './cloud.js';

let at: Cloud;

beforeEach(async () => {
  at = await cloud();
});
afterEach(() => at.close());

async function parameter(Name: string): Promise<string> {
  return (await at.ssm.send(new GetParameterCommand({ Name }))).Parameter!.Value!;
}

async function images(input: DescribeImagesCommandInput = {}) {
  return (await at.ec2.send(new DescribeImagesCommand(input))).Images!;
}

/** An instance of Amazon Linux 2023 that runs. */
async function running(): Promise<string> {
  const { Instances } = await at.ec2.send(new RunInstancesCommand(launch(await parameter(AL2023))));
  at.control.skip(4);
  return Instances![0]!.InstanceId!;
}

async function bake(InstanceId: string, other: Partial<CreateImageCommandInput> = {}): Promise<string> {
  const { ImageId } = await at.ec2.send(new CreateImageCommand({ InstanceId, Name: 'web-1', ...other }));
  return ImageId!;
}

const tag = (Key: string, Value: string) => ({ Key, Value });

describe('the public catalogue', () => {
  test.each([
    [
      AL2023,
      { OwnerId: '137112412989', Architecture: 'x86_64', RootDeviceName: '/dev/xvda', ImdsSupport: 'v2.0' },
      8,
    ],
    [AL2023_ARM, { Architecture: 'arm64', BootMode: 'uefi' }, 8],
    [
      '/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id',
      { OwnerId: '099720109477', RootDeviceName: '/dev/sda1' },
      8,
    ],
    [
      '/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id',
      { OwnerId: '099720109477', Architecture: 'arm64' },
      8,
    ],
    [
      '/aws/service/debian/release/12/latest/amd64',
      { OwnerId: '136693071363', RootDeviceName: '/dev/xvda' },
      8,
    ],
    [WINDOWS, { OwnerId: '801119661308', Platform: 'windows', PlatformDetails: 'Windows' }, 30],
  ])('has %s', async (name, expected, size) => {
    const [image] = await images({ ImageIds: [await parameter(name)] });
    expect(image).toMatchObject({
      ...expected,
      State: 'available',
      Public: true,
      BlockDeviceMappings: [{ Ebs: { VolumeSize: size } }],
    });
    const age = Date.now() - Date.parse(image!.CreationDate!);
    expect(age / 86_400_000).toBeGreaterThan(2);
    expect(age / 86_400_000).toBeLessThan(14);
  });

  test('moves on when a publisher releases: the parameter names the new image, the old one still launches', async () => {
    const before = await parameter(AL2023);
    const released = at.control.images.release(AL2023);
    expect(await parameter(AL2023)).toBe(released);
    expect(released).not.toBe(before);
    await at.ec2.send(new RunInstancesCommand(launch(before)));
  });

  test('is found by owner and name, as those without a parameter must be', async () => {
    const found = await images({
      Owners: ['amazon'],
      Filters: [{ Name: 'name', Values: ['al2023-ami-2*-kernel-6.1-x86_64'] }],
    });
    expect(found).toHaveLength(2);
    expect(await images({ Owners: ['self'] })).toEqual([]);
  });

  test('hides what is deprecated or disabled unless it is asked for, but never from who names it', async () => {
    const id = at.control.images.publish({ name: 'old', owner: '111122223333', ageDays: 900 });
    const listed = async (more: DescribeImagesCommandInput) =>
      (await images({ Owners: ['111122223333'], ...more })).length;
    expect(await listed({})).toBe(0);
    expect(await listed({ IncludeDeprecated: true })).toBe(1);
    expect(await listed({ ImageIds: [id] })).toBe(1);
    at.control.images.change({ imageId: id, state: 'disabled' });
    expect(await listed({ IncludeDeprecated: true })).toBe(0);
    expect(await listed({ IncludeDeprecated: true, IncludeDisabled: true })).toBe(1);
  });

  test('is each region its own', async () => {
    const west = at.client('eu-west-1');
    const { Images } = await west.send(new DescribeImagesCommand({ Owners: ['137112412989'] }));
    expect(Images!.length).toBeGreaterThan(0);
    expect(Images!.map(({ ImageId }) => ImageId)).not.toContain(await parameter(AL2023));
  });
});

describe("an image of one's own", () => {
  test('is pending, then available, with its snapshot, its tags and where it comes from', async () => {
    const instance = await running();
    const id = await bake(instance, {
      TagSpecifications: [
        { ResourceType: 'image', Tags: [tag('ami-launch:role', 'image')] },
        { ResourceType: 'snapshot', Tags: [tag('of', 'web-1')] },
      ],
    });
    expect(await images({ ImageIds: [id] })).toMatchObject([{ State: 'pending', Public: false }]);
    at.control.skip(7.5);
    const [half] = (await at.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))).Snapshots!;
    expect(half).toMatchObject({
      State: 'pending',
      Progress: expect.stringMatching(/^5\d%$/),
      Tags: [tag('of', 'web-1')],
    });
    at.control.skip(7.5);
    expect(
      await images({ Owners: ['self'], Filters: [{ Name: 'tag:ami-launch:role', Values: ['image'] }] }),
    ).toMatchObject([
      {
        ImageId: id,
        State: 'available',
        Name: 'web-1',
        SourceInstanceId: instance,
        SourceImageId: await parameter(AL2023),
        BlockDeviceMappings: [{ Ebs: { SnapshotId: half!.SnapshotId! } }],
      },
    ]);
    await at.ec2.send(new RunInstancesCommand(launch(id)));
  });

  test('can be made of an instance that runs or is stopped, and of no other', async () => {
    const instance = await running();
    await at.ec2.send(new StopInstancesCommand({ InstanceIds: [instance] }));
    await expect(bake(instance)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining("not in state 'running' or 'stopped'"),
    });
    at.control.skip(4);
    await bake(instance);
  });

  test('has a name that no other has, until it is deregistered', async () => {
    const instance = await running();
    const id = await bake(instance);
    await expect(bake(instance)).rejects.toMatchObject({
      name: 'InvalidAMIName.Duplicate',
      message: `AMI name web-1 is already in use by AMI ${id}`,
    });
    await at.ec2.send(new DeregisterImageCommand({ ImageId: id }));
    await bake(instance);
  });

  test('keeps its snapshot from being deleted, and takes it along if asked', async () => {
    const id = await bake(await running());
    at.control.skip(15);
    const [image] = await images({ ImageIds: [id] });
    const SnapshotId = image!.BlockDeviceMappings![0]!.Ebs!.SnapshotId!;
    await expect(at.ec2.send(new DeleteSnapshotCommand({ SnapshotId }))).rejects.toMatchObject({
      name: 'InvalidSnapshot.InUse',
      message: expect.stringContaining(id),
    });
    const answer = await at.ec2.send(
      new DeregisterImageCommand({ ImageId: id, DeleteAssociatedSnapshots: true }),
    );
    expect(answer.DeleteSnapshotResults).toEqual([{ SnapshotId, ReturnCode: 'success' }]);
    expect(await images({ ImageIds: [id] })).toEqual([]);
    await expect(at.ec2.send(new DeregisterImageCommand({ ImageId: id }))).rejects.toMatchObject({
      name: 'InvalidAMIID.Unavailable',
    });
  });

  test('takes its snapshot along that is not complete, once that is', async () => {
    const id = await bake(await running());
    const [image] = await images({ ImageIds: [id] });
    const SnapshotId = image!.BlockDeviceMappings![0]!.Ebs!.SnapshotId!;
    await at.ec2.send(new DeregisterImageCommand({ ImageId: id }));
    await at.ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
    const snapshots = async () =>
      (await at.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))).Snapshots!.map(
        ({ State }) => State,
      );
    expect(await snapshots()).toEqual(['pending']);
    at.control.skip(15);
    expect(await snapshots()).toEqual([]);
  });

  test.each(['failed', 'error', 'invalid'] as const)('can become %s, and says why', async (kind) => {
    at.control.images.outcome({ match: { name: 'web-*' }, kind, atSeconds: 9, message: 'no quota' });
    at.control.images.outcome({ match: { index: 1 }, kind: 'available', transientAtSeconds: 1 });
    const instance = await running();
    const id = await bake(instance, {
      TagSpecifications: [{ ResourceType: 'snapshot', Tags: [tag('of', 'web-1')] }],
    });
    await bake(instance, { Name: 'web-2' });
    at.control.skip(10);
    const states = (await images({ Owners: ['self'] })).map(({ State, StateReason }) => [State, StateReason]);
    expect(states).toEqual([
      [kind, { Code: 'Server.InternalError', Message: 'no quota' }],
      ['transient', undefined],
    ]);
    const ofFailed = { Filters: [{ Name: 'tag:of', Values: ['web-1'] }] };
    const { Snapshots } = await at.ec2.send(new DescribeSnapshotsCommand(ofFailed));
    expect(Snapshots).toMatchObject([{ State: 'error', StateMessage: 'no quota' }]);
    at.control.skip(5);
    expect((await images({ Owners: ['self'] })).map(({ State }) => State)).toEqual([kind, 'available']);

    await expect(bake(instance)).rejects.toMatchObject({ name: 'InvalidAMIName.Duplicate' });
    at.control.settings({ nameReuseSeconds: 60 });
    await at.ec2.send(new DeregisterImageCommand({ ImageId: id, DeleteAssociatedSnapshots: true }));
    at.control.skip(59);
    await expect(bake(instance)).rejects.toMatchObject({ name: 'InvalidAMIName.Duplicate' });
    at.control.skip(1);
    await bake(instance);
  });

  test('is shared with other accounts', async () => {
    const ImageId = await bake(await running());
    await at.ec2.send(
      new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [{ UserId: '111122223333' }] } }),
    );
    const { LaunchPermissions } = await at.ec2.send(
      new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }),
    );
    expect(LaunchPermissions).toEqual([{ UserId: '111122223333' }]);
  });

  test('can be deprecated, and its owner sees it still', async () => {
    const ImageId = await bake(await running());
    await at.ec2.send(
      new EnableImageDeprecationCommand({ ImageId, DeprecateAt: new Date(Date.now() + 86_400_000) }),
    );
    at.control.skip(2 * 86_400);
    expect(await images({ Owners: ['self'] })).toHaveLength(1);
  });

  test('is copied to another region, once for a token', async () => {
    const id = await bake(await running());
    at.control.skip(15);
    const west = at.client('us-west-2');
    const copy = async () =>
      (
        await west.send(
          new CopyImageCommand({
            SourceRegion: 'us-east-1',
            SourceImageId: id,
            Name: 'web-1',
            ClientToken: 'c',
            Encrypted: true,
          }),
        )
      ).ImageId!;
    const copied = await copy();
    expect(await copy()).toBe(copied);
    at.control.skip(15);
    const { Images } = await west.send(new DescribeImagesCommand({ Owners: ['self'] }));
    expect(Images).toMatchObject([
      {
        ImageId: copied,
        State: 'available',
        SourceImageId: id,
        SourceImageRegion: 'us-east-1',
        BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
      },
    ]);
  });

  test('can be tagged later', async () => {
    const id = await bake(await running());
    await at.ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [tag('keep', 'yes')] }));
    const { Tags } = await at.ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [id] }] }),
    );
    expect(Tags).toEqual([{ ResourceId: id, ResourceType: 'image', ...tag('keep', 'yes') }]);
  });
});

describe('parameters', () => {
  test('that are not there are listed by the plural action and an error of the singular', async () => {
    const answer = await at.ssm.send(new GetParametersCommand({ Names: [AL2023, '/nope'] }));
    expect(answer).toMatchObject({
      Parameters: [{ Name: AL2023, DataType: 'text', ARN: `arn:aws:ssm:us-east-1::parameter${AL2023}` }],
      InvalidParameters: ['/nope'],
    });
    await expect(parameter('/nope')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  test('have versions', async () => {
    const put = (Value: string, Overwrite = false) =>
      at.ssm.send(new PutParameterCommand({ Name: '/golden/web', Value, Type: 'String', Overwrite }));
    await put('one');
    await expect(put('two')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await put('two', true)).toMatchObject({ Version: 2 });
    expect(await parameter('/golden/web')).toBe('two');
    expect(await parameter('/golden/web:1')).toBe('one');
    await expect(parameter('/golden/web:3')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
  });

  test('of data type aws:ec2:image silently stay as they were when there is no such image', async () => {
    const put = (Value: string) =>
      at.ssm.send(
        new PutParameterCommand({
          Name: '/golden/web',
          Value,
          Type: 'String',
          DataType: 'aws:ec2:image',
          Overwrite: true,
        }),
      );
    await put(await parameter(AL2023));
    at.control.skip(1);
    await put('ami-00000000000000000');
    at.control.skip(1);
    expect(await parameter('/golden/web')).toBe(await parameter(AL2023));
  });

  test('under /aws are not for everybody to write', async () => {
    await expect(
      at.ssm.send(new PutParameterCommand({ Name: AL2023, Value: 'x', Type: 'String', Overwrite: true })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('are found by path, ten at a time', async () => {
    const page = await at.ssm.send(new GetParametersByPathCommand({ Path: '/aws/service', Recursive: true }));
    expect(page.Parameters).toHaveLength(10);
    const next = await at.ssm.send(
      new GetParametersByPathCommand({ Path: '/aws/service', Recursive: true, NextToken: page.NextToken! }),
    );
    expect(next.Parameters![0]!.Name).not.toBe(page.Parameters![0]!.Name);
  });
});
