/** What is known of an image that no alias names, and what is said of one that grows old. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import { agentOf, publisherOf } from '../../src/image/publishers.js';
import { baseSentence, resolveBase } from '../../src/image/resolve.js';
import { readContext } from '../support/read-context.js';

const DAY = 86_400_000;
const REGION = 'eu-west-1';

describe('the agent that reads the user data', () => {
  test.each([
    ['Windows_Server-2025-English-Full-Base-2026.09.17', 'ec2launch-v2'],
    ['Windows_Server-2022-English-Core-Base-2024.10.09', 'ec2launch-v2'],
    ['Windows_Server-2022-English-Full-SQL_2022_Standard-2026.09.17', 'ec2launch-v2'],
    ['Windows_Server-2019-English-Full-Base-2022.01.19', 'ec2launch-v1'],
    ['EC2LaunchV2-Windows_Server-2019-English-Full-Base-2026.09.17', 'ec2launch-v2'],
    ['Windows_Server-2016-English-Nano-Base-2017.10.13', 'ec2launch-v1'],
    ['Windows_Server-1909-English-Core-Base-2020.08.12', 'ec2launch-v1'],
    ['Windows_Server-20H2-English-Core-Base-2021.05.12', 'ec2launch-v1'],
    ['Windows_Server-2012-R2_RTM-English-64Bit-Base-2017.10.13', 'ec2config'],
    ['Windows_Server-2008-SP2-English-64Bit-Base-2017.10.13', 'ec2config'],
    ['our-own-windows', 'ec2launch-v2'],
  ])('of %s is %s', (Name, agent) => {
    expect(agentOf({ Name }, 'windows')).toBe(agent);
  });

  test.each([
    ['bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a', 'bottlerocket'],
    ['debian-13-amd64-20260914-2601', 'cloud-init'],
    ['our-own-linux', 'cloud-init'],
  ])('of %s is %s', (Name, agent) => {
    expect(agentOf({ Name }, 'linux')).toBe(agent);
  });
});

describe('the publisher', () => {
  test.each([
    [{ OwnerId: '099720109477', ImageOwnerAlias: 'amazon' }, 'Canonical'],
    [{ OwnerId: '219670896067' }, 'Red Hat'],
    [{ OwnerId: '800184023465', ImageOwnerAlias: 'amazon' }, 'Amazon'],
    [{ OwnerId: '679593333241', ImageOwnerAlias: 'aws-marketplace' }, 'AWS Marketplace'],
    [{ OwnerId: '123456789012' }, 'account 123456789012'],
  ])('of %j is %s', (image, publisher) => {
    expect(publisherOf(image)).toBe(publisher);
  });
});

describe('a base image', () => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({ settings: { throttle: 'off' } });
  });
  afterAll(() => endpoint.close());

  async function resolve(id: string, now = Date.now()) {
    const context = readContext(endpoint.url, REGION, now);
    const needs = {
      source: { kind: 'id', id } as const,
      architecture: undefined,
      instanceTypes: ['t3.micro'],
    };
    const { image } = await resolveBase({ ...needs, maxAgeDays: undefined }, context);
    return { image, lines: context.log.lines };
  }
  const publish = (name: string, ageDays: number, more: object = {}) =>
    endpoint.control.images.publish({ region: REGION, name, owner: '801119661308', ageDays, ...more });

  test('named by its ID tells publisher, date, age, deprecation, operating system and agent', async () => {
    const name = 'Windows_Server-2019-English-Full-Base-2026.09.17';
    const { image } = await resolve(publish(name, 40, { windows: true }));

    expect(image).toMatchObject({
      name,
      publisher: 'Amazon',
      ageDays: 40,
      os: 'windows',
      agent: 'ec2launch-v1',
    });
    expect(Date.parse(image.deprecated!) - Date.parse(image.created!)).toBe(730 * DAY);
    expect(baseSentence({ ...image, id: 'ami-1', deprecated: '2028-09-16T00:00:00.000Z' })).toBe(
      `Base image: ami-1 (${name}) by Amazon, 40 days old, deprecated from 2028-09-16 on; its user data is read by EC2Launch v1.`,
    );
  });

  test.each([
    [699, []],
    [700.5, [expect.stringMatching(/^warning: The base image ami-\w+ will be deprecated in 30 days, on 20/)]],
    [729.5, [expect.stringContaining('will be deprecated within a day, on 20')]],
    [731, [expect.stringContaining('is deprecated since')]],
  ])(
    '%p days after its publication, of 730 before its deprecation, is warned of as it should be',
    async (age, expected) => {
      const { lines } = await resolve(publish(`aging-${age}`, age));

      expect(lines).toEqual(expected);
    },
  );
});
