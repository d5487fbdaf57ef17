/** Elastic Beanstalk: an environment gets another image, and is ready before it is known to be well. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AbortEnvironmentUpdateCommand,
  CreateApplicationCommand,
  CreateEnvironmentCommand,
  DescribeConfigurationSettingsCommand,
  DescribeEnvironmentsCommand,
  DescribeEventsCommand,
  DescribePlatformVersionCommand,
  ElasticBeanstalkClient,
  TerminateEnvironmentCommand,
  UpdateEnvironmentCommand,
  type UpdateEnvironmentCommandInput,
} from '@aws-sdk/client-elastic-beanstalk';
import { cloud, type Cloud } from './cloud.js';

let at: Cloud;
let beanstalk: ElasticBeanstalkClient;
let [platform, baked] = ['', ''];

const ApplicationName = 'shop';
const EnvironmentName = 'shop-live';
const Namespace = 'aws:autoscaling:launchconfiguration';
const SolutionStackName = '64bit Amazon Linux 2023 v4.7.0 running Docker';

beforeEach(async () => {
  at = await cloud();
  beanstalk = new ElasticBeanstalkClient({
    endpoint: at.endpoint.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    region: 'us-east-1',
    maxAttempts: 1,
  });
  [baked = ''] = at.control.images.add([{ name: 'shop-1' }]);
  await beanstalk.send(new CreateApplicationCommand({ ApplicationName }));
  await beanstalk.send(new CreateEnvironmentCommand({ ApplicationName, EnvironmentName, SolutionStackName }));
  at.control.skip(60);
  platform = await deployed();
});
afterEach(async () => {
  beanstalk.destroy();
  await at.close();
});

const update = (other: Partial<UpdateEnvironmentCommandInput> = { OptionSettings: image(baked) }) =>
  beanstalk.send(new UpdateEnvironmentCommand({ EnvironmentName, ...other }));
const image = (Value: string) => [{ Namespace, OptionName: 'ImageId', Value }];

async function environment() {
  const asked = new DescribeEnvironmentsCommand({ EnvironmentNames: [EnvironmentName] });
  return (await beanstalk.send(asked)).Environments![0]!;
}

async function configurations() {
  const { ConfigurationSettings } = await beanstalk.send(
    new DescribeConfigurationSettingsCommand({ ApplicationName, EnvironmentName }),
  );
  return ConfigurationSettings!.map(({ DeploymentStatus, OptionSettings }) => [
    DeploymentStatus,
    OptionSettings!.find(({ OptionName }) => OptionName === 'ImageId')!.Value!,
  ]);
}

async function deployed(): Promise<string> {
  return (await configurations()).find(([status]) => status === 'deployed')![1]!;
}

async function instances() {
  const { Reservations } = await at.ec2.send(new DescribeInstancesCommand({}));
  const found = Reservations!.flatMap(({ Instances }) => Instances!);
  return found.map((one) => [one.State!.Name, one.ImageId]);
}

async function complaints(StartTime: Date) {
  const { Events } = await beanstalk.send(
    new DescribeEventsCommand({ EnvironmentName, Severity: 'WARN', StartTime }),
  );
  return Events!.map(({ Severity, Message }) => `${Severity}: ${Message}`);
}

test("an environment begins with its platform's image, which the platform tells", async () => {
  const { PlatformArn } = await environment();
  const { PlatformDescription } = await beanstalk.send(new DescribePlatformVersionCommand({ PlatformArn }));
  expect(PlatformDescription!.CustomAmiList).toEqual([
    { VirtualizationType: 'pv', ImageId: '' },
    { VirtualizationType: 'hvm', ImageId: platform },
  ]);
  expect(await instances()).toEqual([['running', platform]]);
});

test('with another image it is first updating, then ready, then well', async () => {
  await update();
  expect(await environment()).toMatchObject({
    ...{ Status: 'Updating', AbortableOperationInProgress: true },
    Health: 'Grey',
  });
  expect(await configurations()).toEqual([
    ['deployed', platform],
    ['pending', baked],
  ]);
  at.control.skip(21);
  expect(await environment()).toMatchObject({ Status: 'Ready', Health: 'Grey' });
  at.control.skip(10);
  expect(await environment()).toMatchObject({ Status: 'Ready', Health: 'Green' });

  expect(await configurations()).toEqual([['deployed', baked]]);
  expect(await instances()).toEqual([
    ['terminated', platform],
    ['running', baked],
  ]);
});

test('an option that is removed has its default again', async () => {
  await update();
  at.control.skip(60);
  await update({ OptionsToRemove: [{ Namespace, OptionName: 'ImageId' }] });
  at.control.skip(60);
  expect(await deployed()).toBe(platform);
});

test('with an image that makes it ill it is ready all the same, and warns', async () => {
  const since = new Date(at.control.world().at);
  at.control.environments.outcome({ kind: 'unhealthy', match: { imageId: baked } });
  await update();
  at.control.skip(60);

  expect(await environment()).toMatchObject({ Status: 'Ready', Health: 'Red' });
  expect(await deployed()).toBe(baked);
  expect(await complaints(since)).toEqual([
    expect.stringMatching('WARN: Environment health has transitioned from Grey to Red'),
  ]);
});

test.each(['an image that does not exist', 'an update that Beanstalk gives up'])(
  'after %s it is ready and well as before, and has failed all the same',
  async (what) => {
    const since = new Date(at.control.world().at);
    if (what.startsWith('an update')) at.control.environments.outcome({ kind: 'failed' });
    await update({ OptionSettings: image('ami-0123456789abcdef0') });
    at.control.skip(60);

    expect(await environment()).toMatchObject({ Status: 'Ready', Health: 'Green' });
    expect(await configurations()).toEqual([
      ['deployed', platform],
      ['failed', 'ami-0123456789abcdef0'],
    ]);
    expect(await complaints(since)).toContain('ERROR: Failed to deploy configuration.');
    expect(await instances()).toEqual([['running', platform]]);
  },
);

test('an update that is aborted leaves the instance that there was', async () => {
  const abort = () => beanstalk.send(new AbortEnvironmentUpdateCommand({ EnvironmentName }));
  await expect(abort()).rejects.toThrow('is in an invalid state for this operation');
  await update();
  await abort();
  expect(await environment()).toMatchObject({ Status: 'Aborting' });
  at.control.skip(60);

  expect(await environment()).toMatchObject({ Status: 'Ready', Health: 'Green' });
  expect(await configurations()).toEqual([['deployed', platform]]);
  expect(await instances()).toEqual([
    ['running', platform],
    ['terminated', baked],
  ]);
});

test('an update that cannot be aborted says so, and goes on', async () => {
  at.control.environments.outcome({ kind: 'healthy', goesOn: true });
  await update();
  expect(await environment()).toMatchObject({ Status: 'Updating', AbortableOperationInProgress: false });
  const abort = beanstalk.send(new AbortEnvironmentUpdateCommand({ EnvironmentName }));
  await expect(abort).rejects.toThrow('is in an invalid state for this operation');
  at.control.skip(60);
  expect(await deployed()).toBe(baked);
});

test('it refuses version and configuration at once, and another update while it changes', async () => {
  await expect(update({ VersionLabel: 'v2', OptionSettings: image(baked) })).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
  });
  await update({ VersionLabel: 'v2' });
  await expect(update()).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: 'Environment named shop-live is in an invalid state for this operation. Must be Ready.',
  });
});

test('once terminated it has no instance, and its name is free', async () => {
  await beanstalk.send(new TerminateEnvironmentCommand({ EnvironmentName }));
  at.control.skip(60);
  expect(await environment()).toMatchObject({ Status: 'Terminated' });
  expect(await instances()).toEqual([['terminated', platform]]);
  await expect(update()).rejects.toThrow("No Environment found for EnvironmentName = 'shop-live'.");
});

test('IAM is asked about an environment as a part of its application', async () => {
  const asked: string[] = [];
  at.control.authorize(({ action, resource }) => {
    asked.push(`${action} ${resource}`);
    return 'allow';
  });
  await update();
  const { PlatformArn } = await environment();
  await beanstalk.send(new DescribePlatformVersionCommand({ PlatformArn }));
  const arn = 'arn:aws:elasticbeanstalk:us-east-1:123456789012:environment/shop/shop-live';
  expect(asked).toEqual([
    `elasticbeanstalk:UpdateEnvironment ${arn}`,
    `elasticbeanstalk:DescribeEnvironments ${arn}`,
    `elasticbeanstalk:DescribePlatformVersion ${PlatformArn}`,
  ]);
});
