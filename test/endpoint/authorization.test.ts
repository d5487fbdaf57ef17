import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  GetConsoleOutputCommand,
  ImportKeyPairCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { DescribeInstanceInformationCommand, GetParametersCommand } from '@aws-sdk/client-ssm';
import type { Authorization } from '../../src/endpoint/authorization/question.js';
import { AL2023, cloud, launch, type Cloud } from './cloud.js';

let at: Cloud;
let ami: string;

beforeEach(async () => {
  at = await cloud();
  ami = at.control.images.publish({ name: 'web' });
});
afterEach(() => at.close());

const CALLER = 'arn:aws:sts::123456789012:assumed-role/ami-launch/rehearsal';
const EC2 = 'arn:aws:ec2:us-east-1:123456789012:';
const run = async (other: Partial<RunInstancesCommandInput> = {}) =>
  (await at.ec2.send(new RunInstancesCommand(launch(ami, other)))).Instances![0]!;
const tagged = (...types: ('instance' | 'volume' | 'spot-instances-request')[]) => ({
  TagSpecifications: types.map((ResourceType) => ({
    ResourceType,
    Tags: [{ Key: 'of', Value: ResourceType }],
  })),
});
const PROFILE = { IamInstanceProfile: { Name: 'web' } };

describe('an action that is denied', () => {
  test('is refused in the words of EC2, without a trace of it', async () => {
    at.control.settings({ denied: ['ec2:RunInstances'] });
    await expect(run()).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringMatching(
        `^You are not authorized to perform this operation\\. User: ${CALLER} is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-1::image/${ami} because no identity-based policy allows the ec2:RunInstances action\\. Encoded authorization failure message: [\\w-]{300,}$`,
      ),
      $metadata: { httpStatusCode: 403 },
    });
    at.control.settings({ denied: [] });
    await run();
    expect(at.control.world().regions['us-east-1']!.instances).toHaveLength(1);
  });

  test('is told without a resource where it knows none', async () => {
    at.control.settings({ denied: ['ec2:DescribeInstances'] });
    await expect(at.ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
      message: `You are not authorized to perform this operation. User: ${CALLER} is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action`,
    });
  });

  test('is refused in the words of SSM', async () => {
    at.control.settings({ denied: ['ssm:GetParameters', 'ssm:DescribeInstanceInformation'] });
    await expect(at.ssm.send(new GetParametersCommand({ Names: [AL2023] }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: ${CALLER} is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:us-east-1::parameter${AL2023} because no identity-based policy allows the ssm:GetParameters action`,
      $metadata: { httpStatusCode: 400 },
    });
    await expect(at.ssm.send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('on resource: arn:aws:ssm:us-east-1:123456789012:* because'),
    });
  });

  test.each([
    ['ec2:CreateTags', 'when the launch sets tags', tagged('volume')],
    ['iam:PassRole', 'when the launch hands on a role', PROFILE],
    ['ssm:GetParameters', 'when EC2 is to look the image up', { ImageId: `resolve:ssm:${AL2023}` }],
  ] as [string, string, Partial<RunInstancesCommandInput>][])(
    'such as %s is needed %s, and only then',
    async (action, _, other) => {
      at.control.settings({ denied: [action] });
      await run();
      await expect(run(other)).rejects.toMatchObject({
        name: 'UnauthorizedOperation',
        message: expect.stringContaining(`not authorized to perform: ${action} on resource:`),
      });
    },
  );

  test('shows in a dry run, before everything that is wrong with the request', async () => {
    const absent = { ImageId: 'ami-00000000000000000', DryRun: true };
    await expect(run(absent)).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' });
    at.control.settings({ denied: ['ec2:RunInstances', 'ec2:TerminateInstances'] });
    await expect(run({ DryRun: true })).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(run(absent)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    const end = { InstanceIds: ['i-00000000000000000'], DryRun: true };
    await expect(at.ec2.send(new TerminateInstancesCommand(end))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
    });
  });
});

describe('what AWS would ask IAM about', () => {
  let asked: Authorization[];
  beforeEach(() => {
    asked = [];
    at.control.authorize((one) => asked.push(one) > 0);
  });
  const resources = () => asked.map(({ action, resource }) => `${action} ${resource.replace(EC2, '')}`);
  const on = (part: string, action = 'ec2:RunInstances') =>
    asked.find((one) => one.action === action && one.resource.includes(part))!.context;

  test('of a launch is everything that it uses and makes, each with its own keys', async () => {
    const { Subnets } = await at.ec2.send(new DescribeSubnetsCommand({}));
    const { SubnetId, VpcId } = Subnets![0]!;
    const { GroupId } = await at.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web', VpcId: VpcId! }),
    );
    await at.ec2.send(
      new ImportKeyPairCommand({
        KeyName: 'mine',
        PublicKeyMaterial: Buffer.from(
          'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me',
        ),
      }),
    );
    asked = [];
    await run({
      SubnetId,
      SecurityGroupIds: [GroupId!],
      KeyName: 'mine',
      MetadataOptions: { HttpTokens: 'required' },
      InstanceMarketOptions: { MarketType: 'spot' },
      ...PROFILE,
      ...tagged('instance', 'volume', 'spot-instances-request'),
    });
    expect(resources().sort()).toEqual(
      [
        `ec2:RunInstances arn:aws:ec2:us-east-1::image/${ami}`,
        `ec2:RunInstances subnet/${SubnetId}`,
        `ec2:RunInstances security-group/${GroupId}`,
        'ec2:RunInstances key-pair/mine',
        'ec2:RunInstances instance/*',
        'ec2:RunInstances volume/*',
        'ec2:RunInstances network-interface/*',
        'ec2:RunInstances spot-instances-request/*',
        'ec2:CreateTags instance/*',
        'ec2:CreateTags volume/*',
        'ec2:CreateTags spot-instances-request/*',
        'iam:PassRole arn:aws:iam::123456789012:role/web',
      ].sort(),
    );
    expect(on('instance/')).toMatchObject({
      'aws:RequestTag/of': 'instance',
      'aws:TagKeys': ['of'],
      'ec2:InstanceType': 't3.micro',
      'ec2:InstanceMarketType': 'spot',
      'ec2:MetadataHttpTokens': 'required',
      'ec2:InstanceProfile': 'arn:aws:iam::123456789012:instance-profile/web',
      'ec2:Region': 'us-east-1',
      'aws:RequestedRegion': 'us-east-1',
    });
    expect(on('volume/')).toMatchObject({ 'aws:RequestTag/of': 'volume', 'ec2:VolumeSize': '8' });
    expect(on('network-interface/')).not.toHaveProperty('aws:TagKeys');
    expect(on('volume/', 'ec2:CreateTags')).toEqual({
      'aws:RequestTag/of': 'volume',
      'aws:TagKeys': ['of'],
      'ec2:CreateAction': 'RunInstances',
      'ec2:Region': 'us-east-1',
      'aws:RequestedRegion': 'us-east-1',
    });
    expect(on('role/', 'iam:PassRole')).toEqual({
      'iam:PassedToService': 'ec2.amazonaws.com',
      'aws:RequestedRegion': 'us-east-1',
    });
  });

  test('of a launch from a template is the template, too, and what it says', async () => {
    const { LaunchTemplate } = await at.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'web',
        LaunchTemplateData: { InstanceType: 't3.nano', ...PROFILE, ...tagged('volume') },
        TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'of', Value: 'me' }] }],
      }),
    );
    const id = LaunchTemplate!.LaunchTemplateId!;
    expect(resources()).toEqual(['ec2:CreateLaunchTemplate *', 'ec2:CreateTags launch-template/*']);
    asked = [];
    await at.ec2.send(
      new RunInstancesCommand({
        LaunchTemplate: { LaunchTemplateId: id },
        ImageId: ami,
        MinCount: 1,
        MaxCount: 1,
      }),
    );
    expect(resources()).toEqual(
      expect.arrayContaining([
        `ec2:RunInstances launch-template/${id}`,
        'ec2:CreateTags volume/*',
        'iam:PassRole arn:aws:iam::123456789012:role/web',
      ]),
    );
    expect(on('launch-template/')).toMatchObject({ 'aws:ResourceTag/of': 'me' });
    expect(on('instance/')).toMatchObject({
      'ec2:InstanceType': 't3.nano',
      'ec2:LaunchTemplate': `${EC2}launch-template/${id}`,
      'ec2:IsLaunchTemplateResource': 'true',
    });
    expect(on('image/')).toMatchObject({ 'ec2:IsLaunchTemplateResource': 'false' });
  });

  test('of instances is each of them with its own tags', async () => {
    const [one, two] = [await run(tagged('instance')), await run()];
    asked = [];
    await at.ec2.send(new GetConsoleOutputCommand({ InstanceId: one.InstanceId! }));
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [one.InstanceId!, two.InstanceId!] }));
    expect(resources()).toEqual([
      `ec2:GetConsoleOutput instance/${one.InstanceId}`,
      `ec2:TerminateInstances instance/${one.InstanceId}`,
      `ec2:TerminateInstances instance/${two.InstanceId}`,
    ]);
    expect(asked.map(({ context }) => context['aws:ResourceTag/of'])).toEqual([
      'instance',
      'instance',
      undefined,
    ]);
  });

  test('of parameters is each of them, the public ones without an account', async () => {
    await at.ssm.send(new GetParametersCommand({ Names: [AL2023, '/web/ami:3', 'plain'] }));
    expect(asked.map(({ resource }) => resource)).toEqual([
      `arn:aws:ssm:us-east-1::parameter${AL2023}`,
      'arn:aws:ssm:us-east-1:123456789012:parameter/web/ami',
      'arn:aws:ssm:us-east-1:123456789012:parameter/plain',
    ]);
  });

  test('is asked until one says no, and no longer once it is taken back', async () => {
    const stop = at.control.authorize(async ({ resource }) => Promise.resolve(!resource.includes('volume')));
    await expect(run()).rejects.toMatchObject({ message: expect.stringContaining(`${EC2}volume/*`) });
    stop();
    await run();
  });
});
