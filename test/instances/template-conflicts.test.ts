/** What a launch template says that no input can override, and what of it does not hold. */
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/failure.js';
import { loadRequest } from '../../src/inputs/load.js';
import type { Pipeline } from '../../src/inputs/request.js';
import { overruled, refuseConflicts, type Wish } from '../../src/instances/template-conflicts.js';
import type { Template } from '../../src/instances/template.js';

type Data = Template['data'];

const template = (data: Data): Template => ({ id: 'lt-1', name: 'web', version: 3, description: '', data });

async function wish(inputs: Record<string, string>, more: Partial<Wish> = {}): Promise<Wish> {
  const env = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const);
  const request = (await loadRequest(Object.fromEntries(env))) as unknown as Pipeline;
  return { request, needed: undefined, secrets: [], inGroup: false, ...more };
}

async function conflict(data: Data, inputs: Record<string, string> = {}, more: Partial<Wish> = {}) {
  try {
    refuseConflicts(template(data), await wish(inputs, more));
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.id === 'template-conflict') return thrown.message;
    throw thrown;
  }
  return undefined;
}

const REQUIREMENTS = { VCpuCount: { Min: 2 }, MemoryMiB: { Min: 4096 } };
const ENI = { NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: 'eni-1' }] };
const SECRET = { service: 'ssm', id: '/web/key' } as const;

describe('a launch template is refused', () => {
  test.each<[string, Data, Record<string, string>, string]>([
    [
      'that asks for spot, for any other market',
      { InstanceMarketOptions: { MarketType: 'spot' } },
      { market: 'spot-then-on-demand' },
      'asks for spot, and EC2 knows no way to override that: market: spot-then-on-demand is not possible',
    ],
    [
      'that says what a type has to have',
      { InstanceRequirements: REQUIREMENTS },
      {},
      'says what an instance type has to have (InstanceRequirements)',
    ],
    [
      'that says what a type has to have, even beside a type',
      { InstanceRequirements: REQUIREMENTS },
      { 'instance-type': 't3.micro' },
      'even when `instance-type` is given',
    ],
    [
      'with groups beside its interfaces, for a wish about the public address',
      { SecurityGroupIds: ['sg-1'] },
      { 'public-ip': 'false' },
      'public-ip: false is not possible',
    ],
    [
      'with several interfaces, for a wish about the public address',
      { NetworkInterfaces: [{ DeviceIndex: 0 }, { DeviceIndex: 1 }] },
      { 'public-ip': 'true' },
      'has several network interfaces',
    ],
    [
      'with an interface that is there, for another place for it',
      ENI,
      { 'subnet-id': 'subnet-0123456789abcdef0', 'security-group-ids': 'sg-0123456789abcdef0' },
      'takes the network interface eni-1, which has its subnet, groups and addresses already: `subnet-id` and `security-group-ids` cannot',
    ],
  ])('%s', async (_what, data, inputs, told) => {
    expect(await conflict(data, inputs)).toContain(told);
  });

  test('without a role, where something is to be fetched with it', async () => {
    const secrets = { secrets: [SECRET] };
    expect(await conflict({}, {}, secrets)).toContain('has no instance profile, whose role would fetch');
    expect(await conflict({ IamInstanceProfile: { Name: 'web' } }, {}, secrets)).toBeUndefined();
    expect(await conflict({}, { 'iam-instance-profile': 'web' }, secrets)).toBeUndefined();
  });

  test('with everything that is wrong with it, at once', async () => {
    const data = { ...ENI, InstanceRequirements: REQUIREMENTS };
    expect(await conflict(data, { 'public-ip': 'true' })).toMatch(
      /^The launch template web, version 3, says [^]* It also takes the network interface eni-1/,
    );
  });
});

describe('a launch template is taken', () => {
  test.each<[string, Data, Record<string, string>]>([
    ['with an interface that is there, where nobody wants it elsewhere', ENI, {}],
    ['with groups beside its interfaces', { SecurityGroupIds: ['sg-1'] }, { 'public-ip': 'auto' }],
    ['that asks for spot', { InstanceMarketOptions: { MarketType: 'spot' } }, { market: 'spot' }],
  ])('%s', async (_what, data, inputs) => {
    expect(await conflict(data, inputs)).toBeUndefined();
  });
});

describe('a warning says that', () => {
  const PERSISTENT = { SpotOptions: { SpotInstanceType: 'persistent' as const } };

  test.each<[string, Data, Record<string, string>, RegExp]>([
    [
      'spot requests that would outlast their instances do not',
      { InstanceMarketOptions: { MarketType: 'spot', ...PERSISTENT } },
      {},
      /^The spot requests of the launch template web, version 3, outlast their instances/,
    ],
    [
      'instances are launched without termination protection',
      { DisableApiTermination: true },
      {},
      /^The instances are launched without the termination protection/,
    ],
  ])('%s', async (_what, data, inputs, told) => {
    expect(overruled(template(data), await wish(inputs))).toEqual([expect.stringMatching(told)]);
  });

  test('nothing is said where nothing is overruled', async () => {
    const spot = { InstanceMarketOptions: PERSISTENT };
    expect(overruled(template(spot), await wish({ market: 'on-demand' }))).toEqual([]);
    const data = { DisableApiTermination: false, DisableApiStop: false, UserData: 'IyE=' };
    expect(overruled(template(data), await wish({}))).toEqual([]);
    expect(overruled(undefined, await wish({}))).toEqual([]);
  });
});
