import { refuse } from '../protocol/errors.js';
import { SECOND } from '../world/durations.js';
import type { Instance } from '../world/state.js';
import { stepAt } from '../world/timeline.js';
import { pages, textOf, textsOf, type JsonAction, type JsonCall, type JsonInput } from './json-action.js';

/** Source: SSM API reference, DescribeInstanceInformation. */
const PAGE = { least: 5, most: 50 };

/** An instance that SSM has heard of, and when it last did (cloud ms). */
interface Managed {
  readonly instance: Instance;
  readonly status: 'Online' | 'ConnectionLost';
  readonly heardAt: number;
}

/** Lists only what its agent has registered: an instance without one is not unknown, it is just not there. */
export const describeInstanceInformation: JsonAction = (call, input) => {
  const size = input['MaxResults'];
  if (typeof size === 'number' && (size < PAGE.least || size > PAGE.most)) {
    const bound =
      size < PAGE.least ? `greater than or equal to ${PAGE.least}` : `less than or equal to ${PAGE.most}`;
    throw refuse(
      'ValidationException',
      `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value ${bound}`,
    );
  }
  const tests = filtersOf(input).map(
    ({ look, values }) =>
      (managed: Managed) =>
        values.includes(look(managed)),
  );
  const found = [...call.region.instances.values()]
    .flatMap((instance) => managedAt(call, instance) ?? [])
    .filter((managed) => tests.every((test) => test(managed)));
  const { items, nextToken } = pages(found, input, PAGE.most);
  return {
    InstanceInformationList: items.map(informationTree),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
};

/** The agent needs the instance's role. It is lost when the machine stops, and forgotten when that has ended. */
function managedAt({ world, now }: JsonCall, instance: Instance): Managed | undefined {
  const { profile, outcome, timeline } = instance;
  if (profile === undefined || outcome.agent === 'never') return undefined;
  const { state, at } = stepAt(timeline, now);
  const wait = world.settings.agentSeconds * SECOND;
  if (state === 'running' && now >= at + wait) return { instance, status: 'Online', heardAt: now };
  if (state === 'terminated') return undefined;
  const past = timeline.filter((step) => step.at <= now);
  const left = past.findLast(({ at: end }, index) => {
    const before = past[index - 1];
    return before?.state === 'running' && end >= before.at + wait;
  });
  return left && { instance, status: 'ConnectionLost', heardAt: left.at };
}

type Look = (managed: Managed) => string;

const platform: Look = ({ instance }) => (instance.image.windows ? 'Windows' : 'Linux');

const LOOKS: Readonly<Record<string, Look>> = {
  InstanceIds: ({ instance }) => instance.id,
  PingStatus: ({ status }) => status,
  PlatformTypes: platform,
  ResourceType: () => 'EC2Instance',
};

interface Filter {
  readonly look: Look;
  readonly values: readonly string[];
}

/** `InstanceInformationFilterList` is the older way to say the same. */
function filtersOf(input: JsonInput): Filter[] {
  const [newer, older] = ['Filters', 'InstanceInformationFilterList'].map((field) =>
    structuresOf(input[field]),
  );
  if (newer && newer.length > 0 && older && older.length > 0) {
    throw refuse(
      'ValidationException',
      'Filters and InstanceInformationFilterList cannot be specified at the same time',
    );
  }
  return [
    ...(newer ?? []).map((filter) => filterOf(textOf(filter, 'Key'), textsOf(filter, 'Values'))),
    ...(older ?? []).map((filter) => filterOf(textOf(filter, 'key'), textsOf(filter, 'valueSet'))),
  ];
}

function filterOf(key: string, values: readonly string[]): Filter {
  const look = lookOf(key);
  if (!look) throw refuse('InvalidFilterKey', '');
  if (values.length === 0) throw refuse('InvalidInstanceInformationFilterValue', '');
  return { look, values };
}

function lookOf(key: string): Look | undefined {
  if (key.startsWith('tag:')) return ({ instance }) => instance.tags.get(key.slice('tag:'.length)) ?? '';
  return Object.hasOwn(LOOKS, key) ? LOOKS[key] : undefined;
}

function structuresOf(value: unknown): JsonInput[] {
  return Array.isArray(value) ? value.filter((each): each is JsonInput => typeof each === 'object') : [];
}

function informationTree({ instance, status, heardAt }: Managed): Record<string, unknown> {
  const { id, image, privateIp } = instance;
  return {
    InstanceId: id,
    PingStatus: status,
    LastPingDateTime: heardAt / 1000,
    AgentVersion: '3.3.0.0',
    IsLatestVersion: true,
    PlatformType: image.windows ? 'Windows' : 'Linux',
    PlatformName: image.windows ? 'Microsoft Windows Server' : image.name,
    ResourceType: 'EC2Instance',
    IPAddress: privateIp,
    ComputerName: `ip-${privateIp.replaceAll('.', '-')}`,
    SourceId: id,
    SourceType: 'AWS::EC2::Instance',
  };
}
