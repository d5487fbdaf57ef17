/** What the endpoint asks of IAM, and how it refuses. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeInstanceRefreshesCommand,
  StartInstanceRefreshCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  GetConsoleOutputCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { GetParametersCommand, GetParameterCommand } from '@aws-sdk/client-ssm';
import type { Authorization } from '../../src/endpoint/authorization/authorization.js';
import { AL2023, cloud, launch, type Cloud } from './cloud.js';

let at: Cloud;
let ami: string;
let asked: Authorization[];

beforeEach(async () => {
  at = await cloud();
  ami = (await at.ssm.send(new GetParameterCommand({ Name: AL2023 }))).Parameter!.Value!;
  asked = [];
  at.control.authorize((one) => {
    asked.push(one);
    return 'allow';
  });
});
afterEach(() => at.close());

const EC2 = 'arn:aws:ec2:us-east-1:123456789012';
const EVERYWHERE = { 'aws:RequestedRegion': 'us-east-1', 'ec2:Region': 'us-east-1' };
const run = (other: Partial<RunInstancesCommandInput> = {}) =>
  at.ec2.send(new RunInstancesCommand(launch(ami, other)));
const asks = () => asked.map(({ action, resource }) => `${action} ${resource}`);
const of = (resource: string) => asked.find((one) => one.resource === resource)?.context;

describe('a launch asks IAM', () => {
  test('for all that it uses and makes, and for no more', async () => {
    await run();

    expect(asks()).toEqual([
      `ec2:RunInstances arn:aws:ec2:us-east-1::image/${ami}`,
      ...['subnet', 'security-group', 'instance', 'volume', 'network-interface'].map(
        (kind) => `ec2:RunInstances ${EC2}:${kind}/*`,
      ),
    ]);
  });

  test('for what its launch template brings with it', async () => {
    const { LaunchTemplate } = await at.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'web',
        LaunchTemplateData: {
          IamInstanceProfile: { Name: 'web' },
          TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'team', Value: 'web' }] }],
        },
      }),
    );
    at.control.skip(5);
    asked = [];
    await run({ LaunchTemplate: { LaunchTemplateName: 'web' } });

    expect(asks().slice(-4)).toEqual([
      `ec2:RunInstances ${EC2}:volume/*`,
      `ec2:RunInstances ${EC2}:network-interface/*`,
      `ec2:CreateTags ${EC2}:volume/*`,
      'iam:PassRole arn:aws:iam::123456789012:role/web',
    ]);
    expect(asks()).toContain(`ec2:RunInstances ${EC2}:launch-template/${LaunchTemplate?.LaunchTemplateId}`);
    expect(of(`${EC2}:volume/*`)).toMatchObject({ 'aws:RequestTag/team': 'web' });
  });

  test('for the very things that it names', async () => {
    const { Subnets } = await at.ec2.send(new DescribeSubnetsCommand({}));
    const SubnetId = Subnets![0]!.SubnetId!;
    const SecurityGroupIds = at.control.world().regions['us-east-1']!.groups.map(({ id }) => id);
    await run({ SubnetId, SecurityGroupIds });

    expect(asks()).toContain(`ec2:RunInstances ${EC2}:subnet/${SubnetId}`);
    expect(asks()).toContain(`ec2:RunInstances ${EC2}:security-group/${SecurityGroupIds[0]}`);
    await expect(run({ KeyName: 'mine', DryRun: true })).rejects.toMatchObject({
      name: 'InvalidKeyPair.NotFound',
    });
    expect(asks()).toContain(`ec2:RunInstances ${EC2}:key-pair/mine`);
  });

  test('for the parameter by which EC2 is to look the image up', async () => {
    await run({ ImageId: `resolve:ssm:${AL2023}` });

    expect(asks()).toContain(`ec2:RunInstances arn:aws:ec2:us-east-1::image/${ami}`);
    expect(asks()).toContain(`ssm:GetParameters arn:aws:ssm:us-east-1::parameter${AL2023}`);
  });

  test('for a spot request only where it makes one', async () => {
    await run({ InstanceMarketOptions: { MarketType: 'spot' } });

    expect(asks()).toContain(`ec2:RunInstances ${EC2}:spot-instances-request/*`);
    expect(of(`${EC2}:instance/*`)).toMatchObject({ 'ec2:InstanceMarketType': 'spot' });
  });

  test('with what the conditions of a policy may look at', async () => {
    await run({
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeSize: 30, VolumeType: 'gp3' } },
      ],
    });

    expect(of(`${EC2}:instance/*`)).toEqual({
      ...EVERYWHERE,
      'ec2:InstanceType': 't3.micro',
      'ec2:InstanceMarketType': 'on-demand',
      'ec2:MetadataHttpTokens': 'required',
    });
    expect(of(`${EC2}:volume/*`)).toEqual({
      ...EVERYWHERE,
      'ec2:Encrypted': 'true',
      'ec2:VolumeSize': '30',
      'ec2:VolumeType': 'gp3',
    });
  });

  test('with its tags, on the kinds of things that it gives them to, and for setting them there', async () => {
    const Tags = [
      { Key: 'team', Value: 'web' },
      { Key: 'stage', Value: 'test' },
    ];
    await run({ TagSpecifications: [{ ResourceType: 'instance', Tags }] });

    const tags = {
      'aws:RequestTag/team': 'web',
      'aws:RequestTag/stage': 'test',
      'aws:TagKeys': ['team', 'stage'],
    };
    expect(of(`${EC2}:instance/*`)).toMatchObject(tags);
    expect(of(`${EC2}:volume/*`)).toEqual(EVERYWHERE);
    expect(asked.filter(({ action }) => action === 'ec2:CreateTags')).toEqual([
      {
        action: 'ec2:CreateTags',
        resource: `${EC2}:instance/*`,
        context: { ...EVERYWHERE, ...tags, 'ec2:CreateAction': 'RunInstances' },
      },
    ]);
  });

  test.each([{ Name: 'web' }, { Arn: 'arn:aws:iam::123456789012:instance-profile/web' }])(
    'for handing a role over, by the profile %j',
    async (IamInstanceProfile) => {
      await run({ IamInstanceProfile });

      expect(asked.at(-1)).toEqual({
        action: 'iam:PassRole',
        resource: 'arn:aws:iam::123456789012:role/web',
        context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
      });
    },
  );
});

describe('IAM is asked about instances', () => {
  test('one by one, with the tags that they have', async () => {
    const Tags = [{ Key: 'team', Value: 'web' }];
    const { Instances } = await run({ TagSpecifications: [{ ResourceType: 'instance', Tags }] });
    const id = Instances![0]!.InstanceId!;
    const context = { ...EVERYWHERE, 'aws:ResourceTag/team': 'web', 'ec2:InstanceType': 't3.micro' };
    asked = [];

    await at.ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));

    expect(asked).toEqual([
      { action: 'ec2:GetConsoleOutput', resource: `${EC2}:instance/${id}`, context },
      { action: 'ec2:TerminateInstances', resource: `${EC2}:instance/${id}`, context },
    ]);
  });

  test('without tags as long as they are not seen yet', async () => {
    at.control.settings({ consistencySeconds: 60 });
    const Tags = [{ Key: 'team', Value: 'web' }];
    const { Instances } = await run({ TagSpecifications: [{ ResourceType: 'instance', Tags }] });
    const id = Instances![0]!.InstanceId!;

    await expect(at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }))).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
    expect(of(`${EC2}:instance/${id}`)).toEqual(EVERYWHERE);
  });

  test('all at once where they are only listed', async () => {
    await at.ec2.send(new DescribeInstancesCommand({}));

    expect(asked).toEqual([{ action: 'ec2:DescribeInstances', resource: '*', context: EVERYWHERE }]);
  });
});

test('IAM is asked about each parameter, of which public ones belong to no account', async () => {
  await at.ssm.send(new GetParametersCommand({ Names: [AL2023, '/golden/web:3', 'plain'] }));

  const context = { 'aws:RequestedRegion': 'us-east-1' };
  const SSM = 'arn:aws:ssm:us-east-1';
  expect(asked).toEqual(
    [
      `${SSM}::parameter${AL2023}`,
      `${SSM}:123456789012:parameter/golden/web`,
      `${SSM}:123456789012:parameter/plain`,
    ].map((resource) => ({ action: 'ssm:GetParameters', resource, context })),
  );
});

describe('what is denied', () => {
  const ABSENT = 'ami-00000000000000000';

  test.each([true, false])(
    'is refused in EC2’s words before anything else is looked at (DryRun: %s)',
    async (DryRun) => {
      at.control.authorize(({ resource }) => (resource.includes(':volume/') ? 'deny' : 'allow'));

      const refused = run({ ImageId: ABSENT, DryRun });

      await expect(refused).rejects.toMatchObject({
        name: 'UnauthorizedOperation',
        $metadata: { httpStatusCode: 403 },
        message: expect.stringMatching(
          /^You are not authorized to perform this operation\. User: arn:aws:sts::123456789012:assumed-role\/ami-launch\/rehearsal is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-1:123456789012:volume\/\* because no identity-based policy allows the ec2:RunInstances action\. Encoded authorization failure message: [\w+/=]+$/,
        ),
      });
    },
  );

  test('is refused in SSM’s words', async () => {
    at.control.settings({ denied: ['ssm:GetParameters'] });

    await expect(at.ssm.send(new GetParametersCommand({ Names: [AL2023] }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
      message: expect.stringMatching(
        /ssm:GetParameters on resource: arn:aws:ssm:us-east-1::parameter\/aws\/service\//,
      ),
    });
  });

  test('may be named in the settings, over HTTP too, beside an authorizer', async () => {
    const body = JSON.stringify({ denied: ['ec2:DescribeInstances'] });
    await fetch(`${at.endpoint.url}/_control/settings`, { method: 'POST', body });

    await expect(at.ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message:
        'You are not authorized to perform this operation. User: arn:aws:sts::123456789012:assumed-role/ami-launch/rehearsal is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action',
    });
    expect(at.control.record().at(-1)).toMatchObject({ status: 403, errorCode: 'UnauthorizedOperation' });
  });

  test('is allowed again after a reset', async () => {
    at.control.authorize(() => 'deny');
    at.control.reset();

    await at.ec2.send(new DescribeInstancesCommand({}));
    expect(asked).toEqual([]);
  });
});

describe('Auto Scaling asks IAM', () => {
  const GROUP = 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup';
  /** One that is not there has no ID yet. */
  const NO_ID = '00000000-0000-0000-0000-000000000000';
  let scaling: AutoScalingClient;

  beforeEach(async () => {
    scaling = new AutoScalingClient({
      endpoint: at.endpoint.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      region: 'us-east-1',
      maxAttempts: 1,
    });
    await at.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'web',
        LaunchTemplateData: { ImageId: ami, InstanceType: 't3.micro', IamInstanceProfile: { Name: 'web' } },
      }),
    );
    asked = [];
    await scaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: 'web',
        MinSize: 0,
        MaxSize: 1,
        AvailabilityZones: ['us-east-1a'],
        LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
        Tags: [{ Key: 'team', Value: 'web' }],
      }),
    );
  });
  afterEach(() => scaling.destroy());

  test('for the group by its ARN and tags, and for what its template would launch', async () => {
    expect(asked[0]).toMatchObject({
      action: 'autoscaling:CreateAutoScalingGroup',
      resource: `${GROUP}:${NO_ID}:autoScalingGroupName/web`,
      context: { 'aws:RequestTag/team': 'web', 'autoscaling:MaxSize': '1' },
    });
    expect(asks()).toContain(`ec2:RunInstances arn:aws:ec2:us-east-1::image/${ami}`);
    expect(asks()).toContain('iam:PassRole arn:aws:iam::123456789012:role/web');
    asked = [];
    await scaling.send(new StartInstanceRefreshCommand({ AutoScalingGroupName: 'web' }));
    expect(asked).toMatchObject([
      {
        action: 'autoscaling:StartInstanceRefresh',
        resource: expect.stringMatching(/:autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName\/web$/),
        context: {
          'aws:RequestedRegion': 'us-east-1',
          'aws:ResourceTag/team': 'web',
          'autoscaling:ResourceTag/team': 'web',
        },
      },
    ]);
  });

  test('for any group when it only describes', async () => {
    asked = [];
    await scaling.send(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: 'web' }));
    expect(asks()).toEqual(['autoscaling:DescribeInstanceRefreshes *']);
  });

  test('and who may not is told so', async () => {
    at.control.settings({ denied: ['autoscaling:StartInstanceRefresh'] });
    await expect(
      scaling.send(new StartInstanceRefreshCommand({ AutoScalingGroupName: 'web' })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
