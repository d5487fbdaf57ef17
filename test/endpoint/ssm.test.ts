import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RunInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import {
  DeleteParameterCommand,
  DescribeInstanceInformationCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  type DescribeInstanceInformationCommandInput,
  type PutParameterCommandInput,
} from '@aws-sdk/client-ssm';
import { AL2023, cloud, launch, type Cloud } from './cloud.js';

let at: Cloud;

beforeEach(async () => {
  at = await cloud({ settings: { agentSeconds: 5 } });
});
afterEach(() => at.close());

async function run(profile?: string): Promise<string> {
  const ami = (await at.ssm.send(new GetParameterCommand({ Name: AL2023 }))).Parameter!.Value!;
  const other = profile === undefined ? {} : { IamInstanceProfile: { Name: profile } };
  return (await at.ec2.send(new RunInstancesCommand(launch(ami, other)))).Instances![0]!.InstanceId!;
}

async function agents(
  input: DescribeInstanceInformationCommandInput = {},
): Promise<Record<string, string | undefined>> {
  const { InstanceInformationList } = await at.ssm.send(new DescribeInstanceInformationCommand(input));
  const statuses = InstanceInformationList!.map(
    ({ InstanceId, PingStatus }) => [InstanceId!, PingStatus] as const,
  );
  return Object.fromEntries<string | undefined>(statuses);
}

describe('an SSM agent', () => {
  test('comes online some seconds after its instance runs, is lost when that stops and forgotten when it has ended', async () => {
    const id = await run('web');
    const steps: Record<string, string | undefined>[] = [];
    const look = async (seconds: number) => {
      at.control.skip(seconds);
      steps.push(await agents());
    };
    await look(4);
    await look(5);
    await at.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await look(5);
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await look(5);
    expect(steps).toEqual([{}, { [id]: 'Online' }, { [id]: 'ConnectionLost' }, {}]);
  });

  test('does not come without an instance profile, nor where there is none to come', async () => {
    at.control.instances.outcome({ match: { index: 2 }, kind: 'ok', agent: 'never' });
    await run();
    const id = await run('web');
    await run('web');
    at.control.skip(60);
    expect(await agents()).toEqual({ [id]: 'Online' });
  });

  test('is found by its instance, in the newer and the older way; others are left out, not refused', async () => {
    const [one, two] = [await run('web'), await run('web')];
    at.control.skip(60);
    const found = { [one]: 'Online' };
    const values = [one, 'i-00000000000000000'];
    expect(await agents({ Filters: [{ Key: 'InstanceIds', Values: values }] })).toEqual(found);
    expect(
      await agents({ InstanceInformationFilterList: [{ key: 'InstanceIds', valueSet: values }] }),
    ).toEqual(found);
    expect(await agents({ Filters: [{ Key: 'PingStatus', Values: ['ConnectionLost'] }] })).toEqual({});
    expect(Object.keys(await agents())).toEqual([one, two]);
  });

  test('is one of a page of at least 5 and at most 50', async () => {
    for (let n = 0; n < 6; n++) await run('web');
    at.control.skip(60);
    const page = await at.ssm.send(new DescribeInstanceInformationCommand({ MaxResults: 5 }));
    expect(page.InstanceInformationList).toHaveLength(5);
    expect(Object.keys(await agents({ MaxResults: 5, NextToken: page.NextToken! }))).toHaveLength(1);
    for (const MaxResults of [4, 51]) {
      await expect(agents({ MaxResults })).rejects.toMatchObject({ name: 'ValidationException' });
    }
  });

  test.each([
    ['an unknown filter', { Filters: [{ Key: 'Color', Values: ['red'] }] }, 'InvalidFilterKey'],
    [
      'both ways at once',
      {
        Filters: [{ Key: 'PingStatus', Values: ['Online'] }],
        InstanceInformationFilterList: [{ key: 'PingStatus', valueSet: ['Online'] }],
      },
      'ValidationException',
    ],
  ] as [string, DescribeInstanceInformationCommandInput, string][])(
    'is not looked for by %s',
    async (_, input, name) => {
      await expect(agents(input)).rejects.toMatchObject({ name });
    },
  );
});

describe('a secret parameter', () => {
  const Name = '/web/password';
  const Value = 'correct horse';

  test('is shown only with decryption', async () => {
    await at.ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
    const read = async (WithDecryption: boolean) => [
      (await at.ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter!.Value,
      (await at.ssm.send(new GetParametersCommand({ Names: [Name], WithDecryption }))).Parameters![0]!.Value,
      (await at.ssm.send(new GetParametersByPathCommand({ Path: '/web', WithDecryption }))).Parameters![0]!
        .Value,
    ];
    expect(await read(true)).toEqual([Value, Value, Value]);
    const [first, ...others] = await read(false);
    expect(first).toMatch(/^AQICAHh?[A-Za-z0-9+/]{60,}=*$/);
    expect(others).toEqual([first, first]);
    expect(Buffer.from(first!, 'base64').toString('latin1')).not.toContain(Value);
  });
});

describe('an advanced parameter', () => {
  const Name = '/web/long';
  const put = (length: number, more: Partial<PutParameterCommandInput> = {}) =>
    at.ssm.send(new PutParameterCommand({ Name, Value: 'x'.repeat(length), Type: 'SecureString', ...more }));
  const expiring = (Timestamp: string) =>
    JSON.stringify([{ Type: 'Expiration', Version: '1.0', Attributes: { Timestamp } }]);
  const inAnHour = () => expiring(new Date(Date.now() + 3_600_000).toISOString());

  test('holds up to 8 KB, and is not made a standard one again', async () => {
    const refused = { name: 'ValidationException' };
    await expect(put(4097)).rejects.toMatchObject(refused);
    await expect(put(8193, { Tier: 'Advanced' })).rejects.toMatchObject(refused);
    expect(await put(4096, { Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Standard' });
    const Overwrite = true;
    expect(await put(4097, { Tier: 'Intelligent-Tiering', Overwrite })).toMatchObject({ Tier: 'Advanced' });
    expect(await put(8192, { Overwrite })).toMatchObject({ Tier: 'Advanced', Version: 3 });
    await expect(put(1, { Tier: 'Standard', Overwrite })).rejects.toMatchObject(refused);
  });

  test('is gone when it has expired, and may be made anew', async () => {
    await put(5000, { Tier: 'Advanced', Policies: inAnHour() });
    const look = async () => {
      const { Parameters } = await at.ssm.send(new DescribeParametersCommand({}));
      return Parameters!.map(({ Tier, Policies }) => [Tier, Policies!.map(({ PolicyType }) => PolicyType)]);
    };
    at.control.skip(3500);
    expect(await look()).toEqual([['Advanced', ['Expiration']]]);
    at.control.skip(200);
    expect(await look()).toEqual([]);
    for (const Command of [GetParameterCommand, DeleteParameterCommand])
      await expect(at.ssm.send(new Command({ Name }))).rejects.toMatchObject({ name: 'ParameterNotFound' });
    expect(await put(1)).toMatchObject({ Version: 1, Tier: 'Standard' });
  });

  test.each([
    ['a standard one', { Tier: 'Standard' as const }, 'ValidationException'],
    ['no time', { Policies: expiring('soon') }, 'InvalidPolicyAttributeException'],
    ['another type', { Policies: '[{"Type":"Vanish","Version":"1.0"}]' }, 'InvalidPolicyTypeException'],
    ['no list', { Policies: '{}' }, 'ValidationException'],
  ])('has no policies that name %s', async (_, more, name) => {
    const asked = { Tier: 'Advanced' as const, Policies: inAnHour(), ...more };
    await expect(put(1, asked)).rejects.toMatchObject({ name });
  });
});

describe('a parameter', () => {
  const Name = '/golden/web';
  const put = (Value: string, more: Partial<PutParameterCommandInput> = {}) =>
    at.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true, ...more }));
  const get = async (name = Name) =>
    (await at.ssm.send(new GetParameterCommand({ Name: name }))).Parameter!.Value!;

  test('of an image shows its new version only once that was found to be one', async () => {
    const image = await get(AL2023);
    const [pending = ''] = at.control.images.add([{ name: 'pending', state: 'pending' }]);
    const DataType = 'aws:ec2:image';
    expect(await put(image, { DataType })).toMatchObject({ Version: 1 });
    await expect(get()).rejects.toMatchObject({ name: 'ParameterNotFound' });
    at.control.skip(1);
    expect(await get()).toBe(image);
    const older = at.control.images.release(AL2023);
    for (const wrong of ['ami-00000000000000000', pending]) await put(wrong, { DataType });
    at.control.skip(60);
    expect(await get()).toBe(image);
    expect(await put(older, { DataType })).toMatchObject({ Version: 2 });
    expect(await get()).toBe(image);
    at.control.skip(1);
    expect(await get()).toBe(older);
    await expect(put('text', { DataType: 'text' })).rejects.toMatchObject({ name: 'ValidationException' });
    at.control.settings({ denied: ['ec2:DescribeImages'] });
    await put(image, { DataType });
    at.control.skip(60);
    expect(await get()).toBe(older);
  });

  test('keeps a hundred versions, and the oldest for good when that has a label', async () => {
    for (let n = 1; n <= 100; n++) await put(`v${n}`);
    const label = (ParameterVersion: number, ...Labels: string[]) =>
      at.ssm.send(new LabelParameterVersionCommand({ Name, ParameterVersion, Labels }));
    expect((await label(1, 'stable', '1st')).InvalidLabels).toEqual(['1st']);
    expect(await get(`${Name}:stable`)).toBe('v1');
    await expect(put('v101')).rejects.toMatchObject({ name: 'ParameterMaxVersionLimitExceeded' });
    await label(100, 'stable');
    await put('v101');
    const first = await at.ssm.send(new GetParameterHistoryCommand({ Name }));
    const rest = await at.ssm.send(new GetParameterHistoryCommand({ Name, NextToken: first.NextToken! }));
    const all = [...first.Parameters!, ...rest.Parameters!];
    expect(all.map(({ Version }) => Version)).toEqual(Array.from({ length: 100 }, (_, n) => n + 2));
    expect(all.filter(({ Labels }) => Labels!.length > 0)).toMatchObject([
      { Value: 'v100', Labels: ['stable'] },
    ]);
  });

  test('is found by its name, type and data type', async () => {
    await put('a', { Overwrite: false, Tags: [{ Key: 'team', Value: 'web' }] });
    await at.ssm.send(new PutParameterCommand({ Name: '/other', Value: 'b,c', Type: 'StringList' }));
    const find = async (Key: string, Values: string[], Option?: string) => {
      const ParameterFilters = [{ Key, Values, ...(Option !== undefined && { Option }) }];
      const { Parameters } = await at.ssm.send(new DescribeParametersCommand({ ParameterFilters }));
      return Parameters!.map((parameter) => parameter.Name);
    };
    expect(await find('Name', ['/gold'], 'BeginsWith')).toEqual([Name]);
    expect(await find('Type', ['StringList'])).toEqual(['/other']);
    expect(await find('DataType', ['text'])).toEqual([Name, '/other']);
    expect(await find('tag:team', ['web'])).toEqual([Name]);
    await expect(find('Color', ['red'])).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(find('Label', ['red'])).rejects.toMatchObject({ name: 'InvalidFilterKey' });
  });
});
