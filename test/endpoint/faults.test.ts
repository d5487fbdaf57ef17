import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { AL2023, cloud, launch, type Cloud } from './cloud.js';

let at: Cloud;
let ami: string;

beforeEach(async () => {
  at = await cloud();
  ami = (await at.ssm.send(new GetParameterCommand({ Name: AL2023 }))).Parameter!.Value!;
});
afterEach(() => at.close());

const run = (token?: string) =>
  at.ec2.send(new RunInstancesCommand(launch(ami, token === undefined ? {} : { ClientToken: token })));
const instances = () => at.control.world().regions['us-east-1']!.instances;

describe('a fault', () => {
  test('strikes as often as it is told, after as many as it is told', async () => {
    at.control.faults.add({
      action: 'RunInstances',
      kind: 'error',
      code: 'InternalError',
      after: 1,
      times: 1,
    });
    await run();
    await expect(run()).rejects.toMatchObject({ name: 'InternalError', $metadata: { httpStatusCode: 500 } });
    await run();
    expect(instances()).toHaveLength(2);
  });

  test('before the work leaves nothing done; after it everything but the answer', async () => {
    at.control.faults.add({ action: 'RunInstances', kind: 'cut', times: 1 });
    await expect(run('a')).rejects.toThrow();
    expect(instances()).toHaveLength(0);
    at.control.faults.add({ action: 'RunInstances', kind: 'cut', when: 'after', times: 1 });
    await expect(run('a')).rejects.toThrow();
    expect(instances()).toHaveLength(1);
    const { Instances } = await run('a');
    expect(Instances![0]!.InstanceId).toBe(instances()[0]!.id);
  });

  test('is got over by an SDK that tries again', async () => {
    at.control.faults.add({ action: 'Describe.*', kind: 'throttle', times: 2 });
    const patient = at.client('us-east-1', 3);
    expect((await patient.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1);
    expect(
      at.control
        .record()
        .map(({ status }) => status)
        .slice(-3),
    ).toEqual([503, 503, 200]);
  });

  test('can delay an answer, or withhold it', async () => {
    at.control.faults.add({ kind: 'delay', ms: 60, times: 1 });
    const before = performance.now();
    await at.ec2.send(new DescribeRegionsCommand({}));
    expect(performance.now() - before).toBeGreaterThan(55);
    at.control.faults.add({ kind: 'hang', times: 1 });
    const patience = AbortSignal.timeout(100);
    await expect(at.ec2.send(new DescribeRegionsCommand({}), { abortSignal: patience })).rejects.toThrow();
  });

  test('happens by chance, the same in every run', async () => {
    const struck = async () => {
      const other = await cloud();
      other.control.faults.add({ kind: 'throttle', probability: 0.5 });
      const results: boolean[] = [];
      for (let n = 0; n < 12; n++)
        results.push(
          await other.ec2.send(new DescribeRegionsCommand({})).then(
            () => true,
            () => false,
          ),
        );
      await other.close();
      return results;
    };
    const [one, two] = [await struck(), await struck()];
    expect(two).toEqual(one);
    expect(new Set(one).size).toBe(2);
  });
});

describe("EC2's token buckets", () => {
  test('let five launches through at once and two more a second', async () => {
    const frozen = await cloud({ settings: { throttle: 'ec2' }, speed: 0 });
    const launches = () => frozen.ec2.send(new RunInstancesCommand(launch(ami)));
    for (let n = 0; n < 5; n++) await launches();
    await expect(launches()).rejects.toMatchObject({
      name: 'RequestLimitExceeded',
      $metadata: { httpStatusCode: 503 },
    });
    frozen.control.skip(1);
    await launches();
    await launches();
    await expect(launches()).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    await frozen.close();
  });
});

describe('the record', () => {
  test('has every request in order, decoded', async () => {
    await expect(run('t'.repeat(65))).rejects.toThrow();
    await at.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:a', Values: ['b', 'c'] }] }));
    expect(at.control.record().slice(1)).toMatchObject([
      {
        n: 2,
        service: 'ec2',
        action: 'RunInstances',
        region: 'us-east-1',
        status: 400,
        errorCode: 'InvalidParameterValue',
      },
      {
        n: 3,
        action: 'DescribeInstances',
        params: { Filter: [{ Name: 'tag:a', Value: ['b', 'c'] }] },
        status: 200,
      },
    ]);
  });

  test('can be followed: a hook sees each request before and after its work', async () => {
    const seen: [string, string, number][] = [];
    const stop = at.control.onRequest(
      (moment, { action }) => void seen.push([moment, action, instances().length]),
    );
    await run();
    stop();
    await run();
    expect(seen).toEqual([
      ['before', 'RunInstances', 0],
      ['after', 'RunInstances', 1],
    ]);
  });
});

describe('control over HTTP', () => {
  const post = async (verb: string, body: object) =>
    (
      await fetch(`${at.endpoint.url}/_control/${verb}`, { method: 'POST', body: JSON.stringify(body) })
    ).json();
  const get = async (verb: string) => (await fetch(`${at.endpoint.url}/_control/${verb}`)).json();

  test('does what the functions do', async () => {
    await post('faults/add', { action: 'RunInstances', kind: 'throttle', times: 1 });
    await expect(run()).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    await run();
    await post('skip', { seconds: 4 });
    const world = (await get('world')) as ReturnType<typeof at.control.world>;
    expect(world.regions['us-east-1']!.instances).toMatchObject([{ state: 'running' }]);
    expect(await post('settings', { pendingSeconds: 9 })).toMatchObject({ pendingSeconds: 9 });
    await post('reset', {});
    expect(await get('record')).toEqual([]);
  });

  test('refuses a verb that there is not', async () => {
    expect((await fetch(`${at.endpoint.url}/_control/explode`, { method: 'POST' })).status).toBe(404);
  });
});

test('an action that there is not is refused as EC2 does', async () => {
  const answer = await fetch(at.endpoint.url, { method: 'POST', body: 'Action=Frob&Version=2016-11-15' });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(
    '<Response><Errors><Error><Code>InvalidAction</Code><Message>The action Frob is not valid for this web service.</Message></Error></Errors>',
  );
});
