import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DescribeInstancesCommand,
  GetConsoleOutputCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StartInstancesCommand,
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

const OTHER = 'fedcba9876543210fedcba9876543210';

/** As a builder's runner ends. */
const builder = (signal = SIGNAL) =>
  `#!/bin/sh\ntold="ami-launch-signal: ${signal} $1"\n# ami-launch-power-off\npoweroff\n`;

const base64 = (data: string | Buffer) => Buffer.from(data).toString('base64');

async function start(
  userData: string | Buffer,
  other: Partial<RunInstancesCommandInput> = {},
  parameter = AL2023,
): Promise<string> {
  const { Parameter } = await at.ssm.send(new GetParameterCommand({ Name: parameter }));
  const input = launch(Parameter!.Value!, { UserData: base64(userData), ...other });
  return (await at.ec2.send(new RunInstancesCommand(input))).Instances![0]!.InstanceId!;
}

async function look(id: string) {
  const { Reservations } = await at.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations![0]!.Instances![0]!;
}

async function state(id: string): Promise<string> {
  return (await look(id)).State!.Name!;
}

/** The signals on the console, oldest first. */
async function signals(InstanceId: string): Promise<string[]> {
  const { Output = '' } = await at.ec2.send(new GetConsoleOutputCommand({ InstanceId, Latest: true }));
  return (
    Buffer.from(Output, 'base64')
      .toString()
      .match(/ami-launch-signal: .*(?=\r)/g)
      ?.map((line) => line.replace('ami-launch-signal: ', '')) ?? []
  );
}

describe('a machine whose user data powers it off', () => {
  test.each([
    ['well', { kind: 'ok' }, 8, 'ok'],
    [
      'badly',
      { kind: 'layer-failed', layer: 'app.sh', exitCode: 3, atSeconds: 20 },
      20,
      'failed app.sh exit 3',
    ],
  ] as const)('does so right after its layers have ended %s', async (_, outcome, seconds, ending) => {
    at.control.instances.outcome(outcome);
    const id = await start(gzipSync(builder()));
    at.control.skip(seconds);
    expect([await state(id), await signals(id)]).toEqual(['running', [`${SIGNAL} ${ending}`]]);
    at.control.skip(0.2);
    expect(await state(id)).toBe('stopping');
    at.control.skip(4);
    expect(await look(id)).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: { Code: 'Client.InstanceInitiatedShutdown' },
    });
    expect(await signals(id)).toEqual([`${SIGNAL} ${ending}`]);
  });

  test('ends itself where that is its shutdown behaviour', async () => {
    const id = await start(builder(), { InstanceInitiatedShutdownBehavior: 'terminate' });
    at.control.skip(60);
    expect(await state(id)).toBe('terminated');
  });

  test('does so later when it is told to', async () => {
    at.control.instances.outcome({ kind: 'ok', powersOffAfterSeconds: 30 });
    const id = await start(builder());
    at.control.skip(37);
    expect(await state(id)).toBe('running');
    at.control.skip(2);
    expect(await state(id)).toBe('stopping');
  });

  test('does so at its deadline when it never comes to an end', async () => {
    at.control.instances.outcome({ kind: 'never-signals', powersOffAtSeconds: 600 });
    const id = await start(builder());
    at.control.skip(599);
    expect(await state(id)).toBe('running');
    at.control.skip(5);
    expect([await state(id), await signals(id)]).toEqual(['stopped', []]);
  });

  test('runs its user data again at every start, for it has cleaned itself', async () => {
    const id = await start(builder());
    at.control.skip(60);
    await at.ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
    at.control.skip(60);
    expect([await state(id), await signals(id)]).toEqual(['stopped', [`${SIGNAL} ok`, `${SIGNAL} ok`]]);
  });

  test('runs what it is given while it is off', async () => {
    const id = await start(builder());
    const give = () =>
      at.ec2.send(
        new ModifyInstanceAttributeCommand({
          InstanceId: id,
          UserData: { Value: Buffer.from(`ami-launch-signal: ${OTHER} `) },
        }),
      );
    await expect(give()).rejects.toMatchObject({ name: 'IncorrectInstanceState' });
    at.control.skip(60);
    await give();
    const restart = async () => {
      await at.ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
      at.control.skip(60);
    };
    await restart();
    const both = [`${SIGNAL} ok`, `${OTHER} ok`];
    expect([await state(id), await signals(id)]).toEqual(['running', both]);
    await at.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    at.control.skip(60);
    await restart(); // the same as before, and nothing in it that cleans the machine
    expect(await signals(id)).toEqual(both);
  });
});

describe('the digits of the signal', () => {
  const part = (encoding: string, body: string) =>
    `Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n--b\nContent-Type: text/x-shellscript\n` +
    `Content-Transfer-Encoding: ${encoding}\n\n${body}\n--b--\n`;

  test.each([
    ['as they are', builder(), AL2023],
    ['in a part in base64', part('base64', base64(builder())), AL2023],
    [
      'in a part that is quoted-printable',
      part(
        'quoted-printable',
        `told=3D"ami-launch-signal:=\n ${SIGNAL.slice(0, 9)}=\n${SIGNAL.slice(9)} $1"`,
      ),
      AL2023,
    ],
    ['in PowerShell', `<powershell>\nami-launch-signal: ${SIGNAL} $Result\n</powershell>`, WINDOWS],
  ])('are read from user data that has them %s', async (_, data, parameter) => {
    const id = await start(data, {}, parameter);
    at.control.skip(9);
    expect(await signals(id)).toEqual([`${SIGNAL} ok`]);
  });
});
