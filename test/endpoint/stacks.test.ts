/** CloudFormation: how a new image comes to a stack, and what becomes of one that does not take it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  UpdateStackCommand,
  type CreateStackCommandInput,
  type UpdateStackCommandInput,
} from '@aws-sdk/client-cloudformation';
import { DescribeInstancesCommand, DescribeLaunchTemplateVersionsCommand } from '@aws-sdk/client-ec2';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { cloud, type Cloud } from './cloud.js';

let at: Cloud;
let stacks: CloudFormationClient;
let [first, second] = ['', ''];

beforeEach(async () => {
  at = await cloud();
  stacks = new CloudFormationClient({
    endpoint: at.endpoint.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    region: 'us-east-1',
    maxAttempts: 1,
  });
  [first = '', second = ''] = at.control.images.add([{ name: 'web-1' }, { name: 'web-2' }]);
});
afterEach(async () => {
  stacks.destroy();
  await at.close();
});

const TEMPLATE = `
AWSTemplateFormatVersion: 2010-09-09
Description: A web server
Parameters:
  ImageId: { Type: TYPE }
  Size: { Type: String, Default: t3.micro }
Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber }
      Tags: [{ Key: Name, Value: !Sub '\${AWS::StackName}-server' }]
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateName: !Join ['-', [!Ref AWS::StackName, template]]
      LaunchTemplateData: { ImageId: !Ref ImageId, InstanceType: !Ref Size }
Outputs:
  Server: { Value: !Ref Server }
`;
const OF_ID = TEMPLATE.replace('TYPE', 'AWS::EC2::Image::Id');
const OF_SSM = TEMPLATE.replace('TYPE', 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>');

const image = (ParameterValue: string) => [{ ParameterKey: 'ImageId', ParameterValue }];
const PREVIOUS = ['ImageId', 'Size'].map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true }));
const StackName = 'web';

async function create(other: Partial<CreateStackCommandInput> = {}): Promise<string> {
  const input = { StackName, TemplateBody: OF_ID, Parameters: image(first), ...other };
  const { StackId } = await stacks.send(new CreateStackCommand(input));
  return StackId!;
}

const update = (other: Partial<UpdateStackCommandInput>) =>
  stacks.send(new UpdateStackCommand({ StackName, UsePreviousTemplate: true, ...other }));

const settle = () => at.control.skip(60);

async function stack(name = StackName) {
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: name }));
  return Stacks![0]!;
}

const status = async (name?: string) => (await stack(name)).StackStatus;

async function events(name = StackName) {
  const { StackEvents } = await stacks.send(new DescribeStackEventsCommand({ StackName: name }));
  return StackEvents!;
}

/** Of the stack's instances: their images, by the states they are in. */
async function servers() {
  const { Reservations } = await at.ec2.send(new DescribeInstancesCommand({}));
  const found = Reservations!.flatMap(({ Instances }) => Instances!);
  return found.map((one) => [one.State!.Name, one.ImageId]);
}

describe('a stack', () => {
  test('makes its resources in the order of what they refer to, and says when they are made', async () => {
    await create();
    expect(await status()).toBe('CREATE_IN_PROGRESS');
    settle();

    const { StackStatus, Outputs, Description, Parameters } = await stack();
    expect([StackStatus, Description]).toEqual(['CREATE_COMPLETE', 'A web server']);
    expect(Parameters).toEqual([
      { ParameterKey: 'ImageId', ParameterValue: first },
      { ParameterKey: 'Size', ParameterValue: 't3.micro' },
    ]);
    expect(await servers()).toEqual([['running', first]]);
    const { StackResources } = await stacks.send(new DescribeStackResourcesCommand({ StackName }));
    const server = StackResources!.find(({ LogicalResourceId }) => LogicalResourceId === 'Server');
    expect(server).toMatchObject({ ResourceStatus: 'CREATE_COMPLETE', ResourceType: 'AWS::EC2::Instance' });
    expect(Outputs).toEqual([{ OutputKey: 'Server', OutputValue: server!.PhysicalResourceId }]);
  });

  test('replaces its instance when it gets another image, and has a new version of its template', async () => {
    await create();
    settle();
    await update({ Parameters: [...image(second), PREVIOUS[1]!], ClientRequestToken: 'run-1' });
    expect(await status()).toBe('UPDATE_IN_PROGRESS');
    settle();

    expect(await status()).toBe('UPDATE_COMPLETE');
    expect(await servers()).toEqual([
      ['terminated', first],
      ['running', second],
    ]);
    const { LaunchTemplateVersions } = await at.ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName: 'web-template' }),
    );
    expect(LaunchTemplateVersions!.map(({ LaunchTemplateData }) => LaunchTemplateData!.ImageId)).toEqual([
      second,
      first,
    ]);
    const told = (await events()).filter(({ ClientRequestToken }) => ClientRequestToken === 'run-1');
    expect(told[0]).toMatchObject({ LogicalResourceId: 'web', ResourceStatus: 'UPDATE_COMPLETE' });
    expect(told.at(-1)).toMatchObject({ LogicalResourceId: 'web', ResourceStatus: 'UPDATE_IN_PROGRESS' });
  });

  test('that follows a parameter of SSM looks it up at each update, under the same name', async () => {
    const put = (Value: string) =>
      at.ssm.send(new PutParameterCommand({ Name: '/golden/web', Value, Type: 'String', Overwrite: true }));
    await put(first);
    await create({ TemplateBody: OF_SSM, Parameters: image('/golden/web') });
    settle();
    await expect(update({ Parameters: PREVIOUS })).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'No updates are to be performed.',
    });
    await put(second);
    expect((await stack()).Parameters![0]!.ResolvedValue).toBe(first);
    await update({ Parameters: PREVIOUS });
    settle();

    expect((await stack()).Parameters![0]).toEqual({
      ParameterKey: 'ImageId',
      ParameterValue: '/golden/web',
      ResolvedValue: second,
    });
    expect((await servers()).at(-1)).toEqual(['running', second]);
  });

  test('that EC2 refuses something rolls back, and tells why', async () => {
    await at.ssm.send(
      new PutParameterCommand({ Name: '/golden/web', Value: 'ami-0123456789abcdef0', Type: 'String' }),
    );
    await create({ TemplateBody: OF_SSM, Parameters: image('/golden/web') });
    settle();

    expect(await stack()).toMatchObject({
      StackStatus: 'ROLLBACK_COMPLETE',
    });
    const failed = (await events()).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
    expect(failed).toMatchObject({ LogicalResourceId: 'Server' });
    expect(failed!.ResourceStatusReason).toMatch(/The image id '\[ami-0123456789abcdef0\]' does not exist/);
    await expect(
      at.ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName: 'web-template' })),
    ).rejects.toMatchObject({ name: 'InvalidLaunchTemplateName.NotFoundException' });
    await expect(update({ Parameters: PREVIOUS })).rejects.toThrow(
      /is in ROLLBACK_COMPLETE state and can not/,
    );
  });

  test('that does not take the new image has the old one again', async () => {
    await create();
    settle();
    at.control.stacks.outcome({ kind: 'failed', match: { resource: 'Server' }, reason: 'It did not boot.' });
    await update({ Parameters: image(second) });
    settle();

    const after = await stack();
    expect(after.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(after.Parameters![0]!.ParameterValue).toBe(first);
    expect(await servers()).toEqual([['running', first]]);
    const versions = await at.ec2.send(
      new DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateName: 'web-template',
        Versions: ['$Latest'],
      }),
    );
    expect(versions.LaunchTemplateVersions![0]!.LaunchTemplateData!.ImageId).toBe(first);
    expect((await events()).map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(
      'It did not boot.',
    );
  });

  test('whose update is cancelled half-way keeps its instance', async () => {
    await create();
    settle();
    const cancel = () => stacks.send(new CancelUpdateStackCommand({ StackName }));
    await expect(cancel()).rejects.toThrow('CancelUpdateStack cannot be called from current stack status');
    await update({ Parameters: image(second) });
    await cancel();
    settle();

    expect(await status()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await servers()).toEqual([
      ['running', first],
      ['terminated', second],
    ]);
  });

  test('is gone by its name once it is deleted, with all it made', async () => {
    const id = await create();
    settle();
    await stacks.send(new DeleteStackCommand({ StackName }));
    expect(await status()).toBe('DELETE_IN_PROGRESS');
    settle();

    await expect(stack()).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id web does not exist',
    });
    expect(await status(id)).toBe('DELETE_COMPLETE');
    expect(await servers()).toEqual([['terminated', first]]);
    await create();
  });

  test('that cannot be created deletes itself when it was asked to', async () => {
    at.control.stacks.outcome({ kind: 'failed', match: { stack: 'w*' } });
    const id = await create({ OnFailure: 'DELETE' });
    settle();

    expect(await status(id)).toBe('DELETE_COMPLETE');
    await expect(stack()).rejects.toThrow('does not exist');
  });
});

describe('a request is refused', () => {
  test.each<[string, Partial<CreateStackCommandInput>, string]>([
    ['without a value', { Parameters: [] }, 'Parameters: [ImageId] must have values'],
    [
      'with a parameter that the template does not have',
      { Parameters: [{ ParameterKey: 'Color', ParameterValue: 'red' }] },
      'Parameters: [Color] do not exist in the template',
    ],
    [
      'with an image that does not exist',
      { Parameters: image('ami-0123456789abcdef0') },
      'Parameter validation failed: parameter value ami-0123456789abcdef0 for parameter name ImageId does not exist',
    ],
    [
      "with a parameter of SSM's that does not exist",
      { TemplateBody: OF_SSM, Parameters: image('/none') },
      'Unable to fetch parameters [/none] from parameter store for this account.',
    ],
    [
      'with a reference to nothing',
      { TemplateBody: OF_ID.replace('!Ref Template', '!Ref None') },
      'Template format error: Unresolved resource dependencies [None] in the Resources block of the template',
    ],
    [
      'with resources that wait for each other',
      {
        TemplateBody: OF_ID.replace('Server:\n', 'Server:\n    DependsOn: Template\n').replace(
          'Template:\n',
          'Template:\n    DependsOn: Server\n',
        ),
      },
      'Circular dependency between resources: [Server, Template]',
    ],
  ])('%s', async (_what, input, message) => {
    await expect(create(input)).rejects.toMatchObject({ name: 'ValidationError', message });
  });

  test('for an empty name, which is not the same as none', async () => {
    await create();
    const empty = stacks.send(new DescribeStacksCommand({ StackName: '' }));
    await expect(empty).rejects.toMatchObject({ name: 'ValidationError' });
    const { Stacks } = await stacks.send(new DescribeStacksCommand({}));
    expect(Stacks).toHaveLength(1);
  });

  test('for a name that is taken, while the stack changes, and without a capability that it needs', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await expect(update({ Parameters: image(second) })).rejects.toThrow(
      /is in CREATE_IN_PROGRESS state and can not be updated/,
    );
    const TemplateBody = JSON.stringify({
      Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'web' } } },
    });
    const role = { StackName: 'role', TemplateBody, Parameters: [] };
    await expect(create(role)).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    });
    await create({ ...role, Capabilities: ['CAPABILITY_NAMED_IAM'] });
  });

  test('under a token that another request has used; the same request is answered again', async () => {
    const ClientRequestToken = 'run-1';
    const id = await create({ ClientRequestToken });
    expect(await create({ ClientRequestToken })).toBe(id);
    await expect(create({ ClientRequestToken, StackName: 'other' })).rejects.toMatchObject({
      name: 'TokenAlreadyExistsException',
    });
  });
});

test('a template tells its parameters and what it needs, before there is a stack and of one', async () => {
  const before = await stacks.send(new GetTemplateSummaryCommand({ TemplateBody: OF_SSM }));
  expect(before.Parameters!.map(({ ParameterType }) => ParameterType)).toEqual([
    'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
    'String',
  ]);
  await create();
  const { TemplateBody } = await stacks.send(new GetTemplateCommand({ StackName }));
  expect(TemplateBody).toBe(OF_ID);
  const { ResourceTypes } = await stacks.send(new GetTemplateSummaryCommand({ StackName }));
  expect(ResourceTypes).toEqual(['AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate']);
});

test('IAM is asked about a stack by its ARN, and about the one to come by its name', async () => {
  const asked: string[] = [];
  at.control.authorize(({ action, resource }) => {
    asked.push(`${action} ${resource}`);
    return action === 'cloudformation:DeleteStack' ? 'deny' : 'allow';
  });
  const id = await create();
  await stack();
  await expect(stacks.send(new DeleteStackCommand({ StackName }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  expect(asked).toEqual([
    'cloudformation:CreateStack arn:aws:cloudformation:us-east-1:123456789012:stack/web/*',
    `cloudformation:DescribeStacks ${id}`,
    `cloudformation:DeleteStack ${id}`,
  ]);
});
