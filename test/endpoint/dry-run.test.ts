import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  GetConsoleOutputCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
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

const dryRun = (other = {}) =>
  at.ec2.send(new RunInstancesCommand(launch(ami, { DryRun: true, ClientToken: 'same', ...other })));
const instances = () => at.control.world().regions['us-east-1']!.instances;
const SUCCEEDS = { name: 'DryRunOperation', $metadata: { httpStatusCode: 412 } };

describe('a dry run of a launch', () => {
  test('looks neither for capacity nor at the quota', async () => {
    at.control.capacity.lack({});
    at.control.settings({ vcpuLimit: 0 });
    await expect(dryRun()).rejects.toMatchObject(SUCCEEDS);
    expect(instances()).toEqual([]);
  });

  test.each([
    ['an image that does not exist', { ImageId: 'ami-00000000000000000' }, 'InvalidAMIID.NotFound'],
    ['a subnet that does not exist', { SubnetId: 'subnet-00000000000000000' }, 'InvalidSubnetID.NotFound'],
    ['a zone without such types', { Placement: { AvailabilityZone: 'us-east-1e' } }, 'Unsupported'],
  ])('finds %s', async (_, other, code) => {
    await expect(dryRun(other)).rejects.toMatchObject({ name: code });
  });

  test('uses up no client token', async () => {
    await expect(dryRun()).rejects.toMatchObject(SUCCEEDS);
    await at.ec2.send(new RunInstancesCommand(launch(ami, { ClientToken: 'same' })));
    await expect(dryRun()).rejects.toMatchObject(SUCCEEDS);
    expect(instances()).toHaveLength(1);
  });
});

describe('a dry run', () => {
  const ABSENT = 'i-00000000000000000';
  const calls = [
    ['DescribeInstances', (id: string) => new DescribeInstancesCommand({ InstanceIds: [id], DryRun: true })],
    [
      'DescribeInstanceStatus',
      (id: string) => new DescribeInstanceStatusCommand({ InstanceIds: [id], DryRun: true }),
    ],
    ['GetConsoleOutput', (id: string) => new GetConsoleOutputCommand({ InstanceId: id, DryRun: true })],
    [
      'TerminateInstances',
      (id: string) => new TerminateInstancesCommand({ InstanceIds: [id], DryRun: true }),
    ],
  ] as const;

  test.each(calls)('of %s tells that it would succeed, and does nothing', async (_, command) => {
    const { Instances } = await at.ec2.send(new RunInstancesCommand(launch(ami)));
    const id = Instances![0]!.InstanceId!;
    await expect(at.ec2.send(command(id) as never)).rejects.toMatchObject(SUCCEEDS);
    expect(instances()).toMatchObject([{ id, state: 'pending' }]);
  });

  test.each(calls)('of %s on what does not exist says so', async (_, command) => {
    await expect(at.ec2.send(command(ABSENT) as never)).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
  });
});
