/** The AWS CLI knows nothing but EC2's model, and reads the endpoint by it. */
import assert from 'node:assert/strict';
import { startEndpoint } from '../../src/endpoint/server.js';
import type { Checks } from './check.js';
import { mustRun, runCommand, type CommandEnd } from './command.js';
import { ACCOUNT_ENV } from './sides.js';
import { venvProgram } from './venv.js';

const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

/** The CLI, before an endpoint. */
export interface Cli {
  /** What `--query` finds, as JSON. */
  json(service: string, command: string, ...args: string[]): Promise<unknown>;
  end(service: string, command: string, ...args: string[]): Promise<CommandEnd>;
}

export function cliAt(url: string): Cli {
  const env = { ...ACCOUNT_ENV, AWS_ENDPOINT_URL: url };
  return {
    json: async (...args) =>
      JSON.parse(await mustRun(venvProgram('aws'), [...args, '--output', 'json'], { env })) as unknown,
    end: (...args) => runCommand(venvProgram('aws'), args, { env }),
  };
}

export async function awsCli({ check, say }: Checks): Promise<void> {
  say('\nThe AWS CLI on the endpoint');
  const endpoint = await startEndpoint({ speed: 60 });
  const cli = cliAt(endpoint.url);
  try {
    let [image, instance] = ['', ''];
    await check('sts get-caller-identity', () => readsIdentity(cli));
    await check('ssm get-parameters', async () => void (image = await readsParameters(cli)));
    await check('ec2 describe-images', () => readsImages(cli, image));
    await check('ec2 run-instances', async () => void (instance = await launches(cli, image)));
    await check('ec2 wait instance-running and instance-status-ok', () => waits(cli, instance));
    await check('ec2 describe-instances', () => readsInstances(cli, instance));
    await check('ec2 get-console-output', () => readsConsole(cli, instance));
    await check('ec2 terminate-instances and wait for it', () => terminates(cli, instance));
    await check('ec2 create-launch-template, a version of it, and a launch from that', () =>
      launchesFromTemplate(cli, image),
    );
    await check('ssm describe-instance-information', () => readsAgents(cli));
    await check('an ID that does not exist', () => isRefused(cli, instance));
    await check('an action that the endpoint does not know', () => isUnknown(cli));
  } finally {
    await endpoint.close();
  }
}

async function readsIdentity(cli: Cli): Promise<void> {
  const account = await cli.json('sts', 'get-caller-identity', '--query', 'Account');
  assert.match(String(account), /^\d{12}$/);
}

async function readsParameters(cli: Cli): Promise<string> {
  const answer = (await cli.json('ssm', 'get-parameters', '--names', AL2023, '/none')) as {
    Parameters: { Value: string }[];
    InvalidParameters: string[];
  };
  assert.deepEqual(answer.InvalidParameters, ['/none']);
  const image = answer.Parameters[0]?.Value ?? '';
  assert.match(image, /^ami-[0-9a-f]{17}$/);
  return image;
}

async function readsImages(cli: Cli, image: string): Promise<void> {
  const query = 'Images[].[ImageId,State,Architecture,BlockDeviceMappings[0].Ebs.VolumeSize]';
  const found = await cli.json('ec2', 'describe-images', '--image-ids', image, '--query', query);
  assert.deepEqual(found, [[image, 'available', 'x86_64', 8]]);
  const ours = await cli.json('ec2', 'describe-images', '--owners', 'self', '--query', 'Images');
  assert.deepEqual(ours, []);
}

async function launches(cli: Cli, image: string): Promise<string> {
  const tags = 'ResourceType=instance,Tags=[{Key=Name,Value=web}]';
  const args = ['--image-id', image, '--instance-type', 't3.micro', '--tag-specifications', tags];
  const query = 'Instances[].[InstanceId,State.Name,Tags[0].Value]';
  const [found = []] = (await cli.json('ec2', 'run-instances', ...args, '--query', query)) as string[][];
  assert.deepEqual(found.slice(1), ['pending', 'web']);
  return found[0] ?? '';
}

async function waits(cli: Cli, instance: string): Promise<void> {
  for (const what of ['instance-running', 'instance-status-ok']) {
    const { code, stderr } = await cli.end('ec2', 'wait', what, '--instance-ids', instance);
    assert.equal(code, 0, stderr);
  }
}

async function readsInstances(cli: Cli, instance: string): Promise<void> {
  const args = ['--filters', 'Name=tag:Name,Values=web', 'Name=instance-state-name,Values=running'];
  const query = 'Reservations[].Instances[].[InstanceId,MetadataOptions.HttpTokens]';
  const found = await cli.json('ec2', 'describe-instances', ...args, '--query', query);
  assert.deepEqual(found, [[instance, 'required']]);
}

async function readsConsole(cli: Cli, instance: string): Promise<void> {
  const args = ['--instance-id', instance, '--latest', '--query', 'Output'];
  const output = String(await cli.json('ec2', 'get-console-output', ...args));
  assert.match(output, /login:|Linux/, 'the CLI decodes the console itself');
}

async function terminates(cli: Cli, instance: string): Promise<void> {
  const query = 'TerminatingInstances[].CurrentState.Name';
  const states = await cli.json('ec2', 'terminate-instances', '--instance-ids', instance, '--query', query);
  assert.deepEqual(states, ['shutting-down']);
  const { code, stderr } = await cli.end('ec2', 'wait', 'instance-terminated', '--instance-ids', instance);
  assert.equal(code, 0, stderr);
}

async function launchesFromTemplate(cli: Cli, image: string): Promise<void> {
  const name = ['--launch-template-name', 'web'];
  const data = (value: object) => ['--launch-template-data', JSON.stringify(value)];
  const first = { ImageId: image, InstanceType: 't3.nano', IamInstanceProfile: { Name: 'web' } };
  const made = ['--query', 'LaunchTemplate.LatestVersionNumber'];
  assert.equal(await cli.json('ec2', 'create-launch-template', ...name, ...data(first), ...made), 1);
  const second = ['--source-version', '1', ...data({ InstanceType: 't3.small' })];
  const query = 'LaunchTemplateVersion.[VersionNumber,LaunchTemplateData]';
  const version = await cli.json(
    'ec2',
    'create-launch-template-version',
    ...name,
    ...second,
    '--query',
    query,
  );
  assert.deepEqual(version, [2, { ...first, InstanceType: 't3.small' }]);
  const asked = ['--launch-template', 'LaunchTemplateName=web,Version=$Latest'];
  const types = ['--query', 'Instances[].InstanceType'];
  assert.deepEqual(await cli.json('ec2', 'run-instances', ...asked, ...types), ['t3.small']);
}

async function readsAgents(cli: Cli): Promise<void> {
  const instances = ['--filters', 'Name=instance-type,Values=t3.small'];
  const query = ['--query', 'Reservations[].Instances[].InstanceId'];
  const [instance = ''] = (await cli.json('ec2', 'describe-instances', ...instances, ...query)) as string[];
  const { code, stderr } = await cli.end('ec2', 'wait', 'instance-running', '--instance-ids', instance);
  assert.equal(code, 0, stderr);
  const asked = ['--filters', `Key=InstanceIds,Values=${instance}`];
  const shown = ['--query', 'InstanceInformationList[].[InstanceId,PingStatus]'];
  const found = await cli.json('ssm', 'describe-instance-information', ...asked, ...shown);
  assert.deepEqual(found, [[instance, 'Online']]);
}

async function isRefused(cli: Cli, instance: string): Promise<void> {
  const absent = 'i-0123456789abcdef0';
  const { code, stderr } = await cli.end('ec2', 'stop-instances', '--instance-ids', instance, absent);
  assert.notEqual(code, 0);
  assert.match(stderr, new RegExp(`InvalidInstanceID.NotFound.*StopInstances.*'${absent}' does not exist`));
}

async function isUnknown(cli: Cli): Promise<void> {
  const { code, stderr } = await cli.end('ec2', 'describe-nat-gateways');
  assert.notEqual(code, 0);
  assert.match(stderr, /InvalidAction.*DescribeNatGateways is not valid/);
}
