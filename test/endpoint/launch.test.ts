import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  type Instance,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { AL2023, AL2023_ARM, cloud, launch, type Cloud } from './cloud.js';

let at: Cloud;
let ami: string;

beforeEach(async () => {
  at = await cloud();
  ami = await parameter(AL2023);
});
afterEach(() => at.close());

async function parameter(Name: string): Promise<string> {
  return (await at.ssm.send(new GetParameterCommand({ Name }))).Parameter!.Value!;
}

async function run(other: Partial<RunInstancesCommandInput> = {}): Promise<Instance> {
  return (await at.ec2.send(new RunInstancesCommand(launch(ami, other)))).Instances![0]!;
}

async function look(id: string): Promise<Instance> {
  const { Reservations } = await at.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations![0]!.Instances![0]!;
}

const state = async (id: string) => (await look(id)).State!.Name;
const refusal = (name: string, message: RegExp | string = /./) => ({
  name,
  message: expect.stringMatching(message) as unknown as string,
});

describe('the life of an instance', () => {
  test('is pending, running, then shutting down and terminated, and vanishes an hour later', async () => {
    const { InstanceId: id } = await run();
    expect(await state(id!)).toBe('pending');
    at.control.skip(4);
    expect(await look(id!)).toMatchObject({
      State: { Name: 'running', Code: 16 },
      PublicIpAddress: expect.stringMatching(/^198\.1[89]\./),
    });

    const ended = await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id!] }));
    expect(ended.TerminatingInstances![0]).toMatchObject({
      PreviousState: { Name: 'running' },
      CurrentState: { Name: 'shutting-down' },
    });
    at.control.skip(4);
    const gone = await look(id!);
    expect(gone).toMatchObject({
      State: { Name: 'terminated' },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
    });
    expect(gone.PublicIpAddress).toBeUndefined();
    expect((await at.ec2.send(new DescribeVolumesCommand({}))).Volumes).toEqual([]);

    at.control.skip(3601);
    await expect(look(id!)).rejects.toMatchObject(
      refusal('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`),
    );
  });

  test('has the public address that the settings name: where something answers', async () => {
    at.control.settings({ pendingSeconds: 0, publicIp: '127.0.0.1' });

    expect(await look((await run()).InstanceId!)).toMatchObject({ PublicIpAddress: '127.0.0.1' });
  });

  test('can be stopped and started, and has another public address then', async () => {
    const { InstanceId } = await run();
    await expect(at.ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId!] }))).rejects.toMatchObject(
      refusal('IncorrectInstanceState'),
    );
    at.control.skip(4);
    const before = (await look(InstanceId!)).PublicIpAddress;
    await at.ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId!] }));
    at.control.skip(4);
    expect(await state(InstanceId!)).toBe('stopped');
    await at.ec2.send(new StartInstancesCommand({ InstanceIds: [InstanceId!] }));
    at.control.skip(4);
    const after = (await look(InstanceId!)).PublicIpAddress;
    expect(after).toMatch(/^198\./);
    expect(after).not.toBe(before);
  });

  test('is not known for a while after the launch', async () => {
    at.control.settings({ consistencySeconds: 3 });
    const { InstanceId } = await run();
    await expect(look(InstanceId!)).rejects.toMatchObject(refusal('InvalidInstanceID.NotFound'));
    expect((await at.ec2.send(new DescribeInstancesCommand({}))).Reservations).toEqual([]);
    at.control.skip(3);
    expect(await state(InstanceId!)).toBe('pending');
  });

  test('passes its status checks some time after it runs; unless asked only running ones are listed', async () => {
    const { InstanceId } = await run();
    const status = async (IncludeAllInstances = false) =>
      (
        await at.ec2.send(
          new DescribeInstanceStatusCommand({ InstanceIds: [InstanceId!], IncludeAllInstances }),
        )
      ).InstanceStatuses!.map((each) => each.InstanceStatus!.Status);
    expect(await status()).toEqual([]);
    expect(await status(true)).toEqual(['not-applicable']);
    at.control.skip(4);
    expect(await status()).toEqual(['initializing']);
    at.control.skip(20);
    expect(await status()).toEqual(['ok']);
  });

  test('ends as its outcome says', async () => {
    at.control.instances.outcome({
      match: { index: 1 },
      kind: 'dies',
      atSeconds: 2,
      stateReasonCode: 'Server.InternalError',
      message: 'Server.InternalError: Internal error on launch',
    });
    const [fine, dying] = [await run(), await run()];
    at.control.skip(2);
    expect(await state(fine.InstanceId!)).toBe('pending');
    expect(await look(dying.InstanceId!)).toMatchObject({
      State: { Name: 'terminated' },
      StateReason: { Code: 'Server.InternalError' },
    });
    at.control.instances.kill(fine.InstanceId!);
    expect(await state(fine.InstanceId!)).toBe('terminated');
  });

  test('is protected from termination by being protected from stopping, too', async () => {
    const { InstanceId } = await run({ DisableApiStop: true });
    const end = at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId!] }));
    await expect(end).rejects.toMatchObject(refusal('OperationNotPermitted', /disableApiStop/));
  });

  test('is protected from termination when it is to be', async () => {
    const { InstanceId } = await run({ DisableApiTermination: true });
    const end = () => at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId!] }));
    await expect(end()).rejects.toMatchObject(refusal('OperationNotPermitted', /disableApiTermination/));
    await at.ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: false } }),
    );
    await end();
  });
});

describe('a launch', () => {
  test('gives what was asked for', async () => {
    const { InstanceId } = await run({
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'a & <b>' }] },
        { ResourceType: 'volume', Tags: [{ Key: 'of', Value: 'web' }] },
      ],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, Encrypted: true } }],
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 3 },
      NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false }],
      IamInstanceProfile: { Name: 'web' },
      InstanceMarketOptions: { MarketType: 'spot' },
    });
    at.control.skip(4);
    const instance = await look(InstanceId!);
    expect(instance).toMatchObject({
      Tags: [{ Key: 'Name', Value: 'a & <b>' }],
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 3 },
      InstanceLifecycle: 'spot',
      IamInstanceProfile: { Arn: 'arn:aws:iam::123456789012:instance-profile/web' },
    });
    expect(instance.PublicIpAddress).toBeUndefined();
    const { Volumes } = await at.ec2.send(new DescribeVolumesCommand({}));
    expect(Volumes).toMatchObject([
      { Size: 20, Encrypted: true, State: 'in-use', VolumeType: 'gp3', Tags: [{ Key: 'of', Value: 'web' }] },
    ]);
  });

  const refused: [string, Partial<RunInstancesCommandInput>, string, RegExp][] = [
    [
      'an unknown image',
      { ImageId: 'ami-00000000000000000' },
      'InvalidAMIID.NotFound',
      /The image id '\[ami-00000000000000000\]' does not exist/,
    ],
    ['what is no image ID', { ImageId: 'web' }, 'InvalidAMIID.Malformed', /Invalid id: "web"/],
    ['an unknown type', { InstanceType: 't9.huge' as never }, 'InvalidParameterValue', /t9\.huge/],
    [
      'another architecture',
      { InstanceType: 't4g.micro' },
      'InvalidParameterValue',
      /The architecture 'arm64' of the specified instance type does not match the architecture 'x86_64'/,
    ],
    ['an unknown subnet', { SubnetId: 'subnet-00000000' }, 'InvalidSubnetID.NotFound', /subnet-00000000/],
    [
      'an unknown security group',
      { SecurityGroupIds: ['sg-00000000'] },
      'InvalidGroup.NotFound',
      /sg-00000000/,
    ],
    [
      'an unknown key pair',
      { KeyName: 'mine' },
      'InvalidKeyPair.NotFound',
      /The key pair 'mine' does not exist/,
    ],
    [
      'a volume too small',
      { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 4 } }] },
      'InvalidBlockDeviceMapping',
      /Volume of size 4GB is smaller than snapshot 'snap-\w+', expect size >= 8GB/,
    ],
    [
      'too much user data',
      { UserData: Buffer.alloc(16385).toString('base64') },
      'InvalidParameterValue',
      /User data is limited to 16384 bytes/,
    ],
    [
      'user data that is not base64',
      { UserData: '#!/bin/sh' },
      'InvalidParameterValue',
      /Invalid BASE64 encoding of user data/,
    ],
    [
      'a zone without such types',
      { Placement: { AvailabilityZone: 'us-east-1e' } },
      'Unsupported',
      /us-east-1e/,
    ],
    [
      'a parameter nobody knows',
      { HibernationOptions: { Configured: true } },
      'UnknownParameter',
      /HibernationOptions/,
    ],
    ['even what is right, when only asked for', { DryRun: true }, 'DryRunOperation', /would have succeeded/],
  ];
  test.each(refused)('is refused for %s', async (_, other, code, message) => {
    await expect(run(other)).rejects.toMatchObject(refusal(code, message));
    expect(at.control.world().regions['us-east-1']!.instances).toEqual([]);
  });

  test('is refused for an instance profile that does not exist', async () => {
    at.control.settings({ instanceProfiles: ['web'] });
    await run({ IamInstanceProfile: { Name: 'web' } });
    await expect(run({ IamInstanceProfile: { Name: 'db' } })).rejects.toMatchObject(
      refusal('InvalidParameterValue', /Invalid IAM Instance Profile name/),
    );
  });

  test('is refused above the quota', async () => {
    at.control.settings({ vcpuLimit: 4 });
    await run();
    await expect(run({ MinCount: 2, MaxCount: 2 })).rejects.toMatchObject(
      refusal('VcpuLimitExceeded', /limit of 4/),
    );
  });

  test.each([
    ['pending', 'InvalidAMIID.Unavailable', /is pending, and cannot be run/],
    ['failed', 'InvalidAMIID.Unavailable', /is failed/],
    ['disabled', 'InvalidAMIID.Unavailable', /is disabled/],
    ['deregistered', 'InvalidAMIID.Unavailable', /no longer available/],
  ] as const)('is refused for an image that is %s', async (state, code, message) => {
    const ImageId = at.control.images.publish({ name: 'other', state });
    await expect(run({ ImageId })).rejects.toMatchObject(refusal(code, message));
  });

  test('takes the image that a parameter names', async () => {
    const { ImageId } = await run({ ImageId: `resolve:ssm:${AL2023_ARM}`, InstanceType: 't4g.nano' });
    expect(ImageId).toBe(await parameter(AL2023_ARM));
  });
});

describe('capacity', () => {
  test('can lack in a zone: EC2 then names the others, or chooses one if it may', async () => {
    at.control.capacity.lack({ instanceType: 't3.micro', availabilityZone: 'us-east-1a' });
    await expect(run({ Placement: { AvailabilityZone: 'us-east-1a' } })).rejects.toMatchObject({
      ...refusal(
        'InsufficientInstanceCapacity',
        /We currently do not have sufficient t3.micro capacity in the Availability Zone you requested \(us-east-1a\).*or choosing us-east-1b, us-east-1c, us-east-1d, us-east-1f\./,
      ),
      $metadata: { httpStatusCode: 500 },
    });
    expect((await run()).Placement!.AvailabilityZone).toBe('us-east-1b');
  });

  test('that does for some of them launches as many as it does for', async () => {
    at.control.capacity.lack({ left: 3 });
    const { Instances } = await at.ec2.send(
      new RunInstancesCommand(launch(ami, { MinCount: 2, MaxCount: 5 })),
    );
    expect(Instances).toHaveLength(3);
    await expect(run()).rejects.toMatchObject(refusal('InsufficientInstanceCapacity'));
  });

  test('of the spot market is another', async () => {
    at.control.capacity.lack({ market: 'spot' });
    await expect(run({ InstanceMarketOptions: { MarketType: 'spot' } })).rejects.toMatchObject(
      refusal('InsufficientInstanceCapacity', /no Spot capacity/),
    );
    await run();
  });
});

describe('a spot request', () => {
  const spot = (
    SpotOptions: NonNullable<RunInstancesCommandInput['InstanceMarketOptions']>['SpotOptions'] = {},
    other: Partial<RunInstancesCommandInput> = {},
  ) => run({ InstanceMarketOptions: { MarketType: 'spot', SpotOptions }, ...other });
  const spotTags: Partial<RunInstancesCommandInput> = {
    TagSpecifications: [{ ResourceType: 'spot-instances-request', Tags: [{ Key: 'a', Value: 'b' }] }],
  };

  test('of one time ends with its instance; a persistent one lets it be stopped', async () => {
    const once = await spot(
      { SpotInstanceType: 'one-time', InstanceInterruptionBehavior: 'terminate' },
      spotTags,
    );
    const again = await spot({ SpotInstanceType: 'persistent', InstanceInterruptionBehavior: 'stop' });
    expect(once.SpotInstanceRequestId).toMatch(/^sir-/);
    at.control.skip(4);
    const stop = ({ InstanceId }: Instance) =>
      at.ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId!] }));
    await expect(stop(once)).rejects.toMatchObject(refusal('UnsupportedOperation', /one-time/));
    await stop(again);
    at.control.skip(4);
    at.control.capacity.lack({ market: 'spot' });
    await expect(
      at.ec2.send(new StartInstancesCommand({ InstanceIds: [again.InstanceId!] })),
    ).rejects.toMatchObject(refusal('InsufficientInstanceCapacity', /no Spot capacity/));
  });

  test('has a quota of its own', async () => {
    at.control.settings({ vcpuLimit: 0, spotVcpuLimit: 2 });
    await spot();
    await expect(spot()).rejects.toMatchObject(refusal('MaxSpotInstanceCountExceeded'));
    await expect(run()).rejects.toMatchObject(refusal('VcpuLimitExceeded'));
  });

  test('is refused when it offers less than the price', async () => {
    at.control.settings({ spotPrice: 0.004 });
    await spot();
    await spot({ MaxPrice: '0.004' });
    await expect(spot({ MaxPrice: '0.003' })).rejects.toMatchObject(refusal('SpotMaxPriceTooLow', /0\.004/));
  });

  test('is refused for options that do not go together, and tags for it without it', async () => {
    const combination = refusal('InvalidParameterCombination');
    await expect(spot({ SpotInstanceType: 'persistent' })).rejects.toMatchObject(combination);
    await expect(spot({ InstanceInterruptionBehavior: 'stop' })).rejects.toMatchObject(combination);
    await expect(spot({ ValidUntil: new Date() })).rejects.toMatchObject(combination);
    await expect(spot({ MaxPrice: '0.0005' })).rejects.toMatchObject(refusal('InvalidParameterValue'));
    await expect(run(spotTags)).rejects.toMatchObject(
      refusal('InvalidParameterCombination', /no Spot instances requests being created/),
    );
  });
});

describe('a client token', () => {
  test('makes the same launch only once', async () => {
    const [one, two] = [await run({ ClientToken: 'a' }), await run({ ClientToken: 'a' })];
    expect(two.InstanceId).toBe(one.InstanceId);
    const { Reservations } = await at.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'client-token', Values: ['a'] }] }),
    );
    expect(Reservations).toHaveLength(1);
  });

  test('is refused with another request', async () => {
    await run({ ClientToken: 'a' });
    await expect(run({ ClientToken: 'a', InstanceType: 't3.small' })).rejects.toMatchObject(
      refusal('IdempotentParameterMismatch'),
    );
  });

  test('is refused once its instances have ended', async () => {
    const { InstanceId } = await run({ ClientToken: 'a' });
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId!] }));
    at.control.skip(5);
    await expect(run({ ClientToken: 'a' })).rejects.toMatchObject(refusal('IdempotentInstanceTerminated'));
  });

  test('given with a subnet launches again in another zone', async () => {
    const { Subnets } = await at.ec2.send(new DescribeSubnetsCommand({}));
    const into = (n: number) => run({ ClientToken: 'a', SubnetId: Subnets![n]!.SubnetId! });
    const [first, again, elsewhere] = [await into(0), await into(0), await into(1)];
    expect(again.InstanceId).toBe(first.InstanceId);
    expect(elsewhere.InstanceId).not.toBe(first.InstanceId);
  });
});

describe('many instances', () => {
  test('are launched and listed quickly, and in pages', async () => {
    await run({ MinCount: 1000, MaxCount: 1000 });
    const ids: string[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await at.ec2.send(
        new DescribeInstancesCommand({ MaxResults: 300, ...(NextToken && { NextToken }) }),
      );
      ids.push(
        ...answer.Reservations!.flatMap(({ Instances }) => Instances!.map(({ InstanceId }) => InstanceId!)),
      );
      NextToken = answer.NextToken;
    } while (NextToken);
    expect(new Set(ids).size).toBe(1000);
    expect(at.control.record().filter(({ action }) => action === 'DescribeInstances')).toHaveLength(4);
  });

  test('are found by filters with wild cards; an unknown filter is refused', async () => {
    await run({
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'ami-launch:run', Value: 'me/web/17/1' }] },
      ],
    });
    await run();
    const find = async (Name: string, ...Values: string[]) =>
      (await at.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name, Values }] }))).Reservations!.length;
    expect(await find('tag:ami-launch:run', 'me/*/17/?')).toBe(1);
    expect(await find('tag-key', 'ami-launch:run')).toBe(1);
    expect(await find('instance-state-name', 'pending', 'running')).toBe(2);
    expect(await find('instance-state-name', 'stopped')).toBe(0);
    await expect(find('color', 'red')).rejects.toMatchObject(
      refusal('InvalidParameterValue', "The filter 'color' is invalid"),
    );
  });
});
