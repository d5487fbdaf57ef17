import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  GetConsoleOutputCommand,
  DescribeInstancesCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { AL2023, cloud, launch, SIGNAL, WINDOWS, type Cloud } from './cloud.js';

let at: Cloud;

beforeEach(async () => {
  at = await cloud({ settings: { consoleDelaySeconds: 0 } });
});
afterEach(() => at.close());

const SCRIPT = `#!/bin/sh\necho "ami-launch-signal: ${SIGNAL} ok" > /dev/console\n`;

async function start(other: Partial<RunInstancesCommandInput> = {}, parameter = AL2023): Promise<string> {
  const { Parameter } = await at.ssm.send(new GetParameterCommand({ Name: parameter }));
  const input = launch(Parameter!.Value!, {
    UserData: Buffer.from(SCRIPT).toString('base64'),
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'ami-launch:signal', Value: SIGNAL }] }],
    ...other,
  });
  return (await at.ec2.send(new RunInstancesCommand(input))).Instances![0]!.InstanceId!;
}

async function output(InstanceId: string, Latest = true): Promise<string> {
  const { Output = '' } = await at.ec2.send(new GetConsoleOutputCommand({ InstanceId, Latest }));
  return Buffer.from(Output, 'base64').toString();
}

test('the console is empty, shows the boot, and at the due time the signal and the end of cloud-init', async () => {
  const id = await start();
  expect(await output(id)).toBe('');
  at.control.skip(6);
  expect(await output(id)).toContain('Linux version');
  expect(await output(id)).not.toContain('ami-launch-signal');
  at.control.skip(2);
  expect(await output(id)).toContain(`ami-launch-signal: ${SIGNAL} ok\r\n`);
  expect(await output(id)).toMatch(
    /Cloud-init v\. 24\.1 finished at .* Datasource DataSourceEc2Local\. {2}Up 4\.00 seconds/,
  );
});

describe('the signal', () => {
  test('tells of the layer that failed', async () => {
    at.control.instances.outcome({ kind: 'layer-failed', layer: '20-app.sh', exitCode: 3, atSeconds: 60 });
    const id = await start();
    at.control.skip(59);
    expect(await output(id)).not.toContain('ami-launch-signal');
    at.control.skip(1);
    expect(await output(id)).toContain(`ami-launch-signal: ${SIGNAL} failed 20-app.sh exit 3`);
  });

  test('never comes when it is not to', async () => {
    at.control.instances.outcome({ kind: 'never-signals' });
    const id = await start();
    at.control.skip(3600);
    expect(await output(id)).toContain('login:');
    expect(await output(id)).not.toContain('finished');
  });

  test.each([
    ['gzipped user data', gzipSync(SCRIPT), true],
    ['user data that is not its own', Buffer.from('#!/bin/sh\ntrue\n'), false],
  ])('with %s', async (_, data, comes) => {
    const id = await start({ UserData: data.toString('base64') });
    at.control.skip(60);
    expect((await output(id)).includes(`ami-launch-signal: ${SIGNAL} ok`)).toBe(comes);
  });

  test('of Windows comes too', async () => {
    const id = await start({}, WINDOWS);
    at.control.skip(60);
    expect(await output(id)).toMatch(/Windows is Ready to use\r\n.*ami-launch-signal: \w{32} ok/s);
  });

  test('is never written by a machine that was stopped before', async () => {
    const id = await start();
    at.control.skip(5);
    at.control.settings({ stoppingSeconds: 1 });
    await at.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    at.control.skip(60);
    expect(await output(id)).toContain('Linux version');
    expect(await output(id)).not.toContain('ami-launch-signal');
  });
});

test('a builder powers itself off after its signal', async () => {
  at.control.instances.outcome({ kind: 'ok', powersOffAfterSeconds: 2 });
  const id = await start();
  at.control.skip(60);
  const { Reservations } = await at.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  expect(Reservations![0]!.Instances![0]).toMatchObject({
    State: { Name: 'stopped' },
    StateReason: { Code: 'Client.InstanceInitiatedShutdown' },
  });
  expect(await output(id)).toContain(`${SIGNAL} ok`);
});

describe('without Latest', () => {
  test('the console is what was posted some time after the last change of state', async () => {
    at.control.settings({ consolePostSeconds: 30 });
    at.control.instances.outcome({ kind: 'ok', atSeconds: 120 });
    const id = await start();
    at.control.skip(20);
    expect(await output(id, false)).toBe('');
    at.control.skip(180);
    expect(await output(id, false)).toContain('Linux version');
    expect(await output(id, false)).not.toContain('ami-launch-signal');
    await at.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    at.control.skip(60);
    expect(await output(id, false)).toContain(`${SIGNAL} ok`);
  });
});

test('Latest is only for types that are Nitro', async () => {
  const id = await start({ InstanceType: 't2.micro' });
  await expect(output(id)).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  expect(await output(id, false)).toBe('');
});
