/** Facts of runs as they could be, and the pages that they make. */
import { Cancelled, Failure } from '../../src/failure.js';
import type { BaseImage } from '../../src/image/resolve.js';
import { InputError } from '../../src/inputs/problem.js';
import { LayerFailed } from '../../src/instances/layer-failed.js';
import type { InstanceFacts } from '../../src/instances/look.js';
import { LayerFailure } from '../../src/layers/problem.js';
import type {
  LaunchFacts,
  LaunchResult,
  LockFacts,
  PlanResult,
  RolledInstance,
  RolloutResult,
} from '../../src/modes/result.js';
import type { Story } from '../../src/report/story.js';
import { failureSummary, summaryOf } from '../../src/report/summary.js';
import { NOTHING_MADE } from '../../src/report/summary/fate.js';
import { incomplete, pruned } from './prune-pages.js';

const BEGAN = Date.parse('2026-11-24T10:00:00Z');

export const BASE: BaseImage = {
  id: 'ami-0c2a0a626f9daf29b',
  name: 'al2023-ami-2026.9.20261119.0-kernel-6.1-x86_64',
  source: 'al2023',
  owner: 'amazon',
  architecture: 'x86_64',
  publisher: 'Amazon',
  os: 'linux',
  agent: 'cloud-init',
  created: '2026-11-19T00:00:00.000Z',
  ageDays: 5,
  deprecated: '2027-02-17T00:00:00.000Z',
  deprecationNotice: undefined,
  volumes: [{ device: '/dev/xvda', gib: 8, root: true }],
  readyTimes: {},
};

export function instance(id: string, more: Partial<InstanceFacts> = {}): InstanceFacts {
  return {
    id,
    state: 'running',
    why: undefined,
    instanceType: 't3a.micro',
    zone: 'eu-west-1a',
    privateIp: '172.31.0.4',
    publicIp: '198.18.91.14',
    publicDns: 'ec2-198-18-91-14.eu-west-1.compute.amazonaws.com',
    ours: true,
    ...more,
  };
}

export const LAUNCH: LaunchResult = {
  mode: 'launch',
  region: 'eu-west-1',
  base: BASE,
  imageSource: 'base',
  amiId: BASE.id,
  bake: undefined,
  template: undefined,
  userData: {
    bytes: 9741,
    limit: 16_384,
    encoding: 'plain',
    shares: [
      { layer: 'deploy/nginx.yaml', raw: 1098, bytes: 1324 },
      { layer: 'deploy/app.sh', raw: 5092, bytes: 5209 },
    ],
    rolePolicy: [],
  },
  tookBefore: { running: 4.1, 'user-data': 41.5 },
  readyWhen: ['user-data', 'http:80/health'],
  place: 't3a.micro in subnet-0123456789abcdef0',
  passedOver: [
    {
      place: 'spot t3a.micro in subnet-0123456789abcdef0',
      said: 'There is no Spot capacity available that matches your request',
    },
  ],
  launchedAt: BEGAN + 1_400,
  instances: [instance('i-066876a3081ec6731'), instance('i-0cc71e43c3f489ade', { privateIp: '172.31.0.5' })],
  after: { running: 4.4, 'user-data': 38.9, 'http:80/health': 43.2 },
};

export const STORY: Story = {
  known: LAUNCH,
  phases: [
    { title: 'Resolve and render', from: BEGAN, to: BEGAN + 700, failed: false },
    { title: 'Launch', from: BEGAN + 700, to: BEGAN + 1_400, failed: false },
    { title: 'Wait for user-data, http:80/health', from: BEGAN + 1_400, to: BEGAN + 44_600, failed: false },
  ],
};

export function rolledInstance(id: string, more: Partial<RolledInstance> = {}): RolledInstance {
  return {
    id,
    instanceType: 't3.micro',
    zone: 'eu-west-1a',
    lifecycle: 'InService',
    healthy: true,
    ...more,
  };
}

export const ROLLOUT: RolloutResult = {
  mode: 'rollout',
  region: 'eu-west-1',
  base: BASE,
  imageSource: 'baked',
  amiId: 'ami-0aaaaaaaaaaaaaaaa',
  bake: {
    fingerprint: '1f2e3d4c5b6a'.padEnd(64, '0'),
    lineage: 'web-al2023-x86_64',
    layers: [{ name: 'image/packages.sh', fingerprint: '1f2e3d4c5b6a'.padEnd(64, '0'), reused: false }],
    start: { id: BASE.id, name: BASE.name },
    image: { id: 'ami-0aaaaaaaaaaaaaaaa', name: 'web-al2023-1f2e3d4c5b6a' },
    took: { builder: 60, imaging: 45 },
    builderId: 'i-0b0b0b0b0b0b0b0b0',
    after: undefined,
  },
  template: { id: 'lt-0123456789abcdef0', name: 'web', version: 3 },
  userData: LAUNCH.userData,
  tookBefore: { 'user-data': 41.5 },
  readyWhen: ['user-data'],
  rollout: {
    group: 'web (blue)',
    action: 'rolled',
    template: { id: 'lt-0123456789abcdef0', name: 'web' },
    version: 4,
    before: 3,
    refresh: {
      id: '08b91cf7-8fa6-48af-b6a6-d227f40f1b9b',
      status: 'Successful',
      percent: 100,
      takenOver: false,
      seconds: 214,
    },
    desired: 3,
    instances: [
      rolledInstance('i-066876a3081ec6731'),
      rolledInstance('i-0cc71e43c3f489ade', { zone: 'eu-west-1b' }),
      rolledInstance('i-0dd71e43c3f489ade', { zone: 'eu-west-1b', instanceType: 't3a.micro' }),
    ],
    rolledBack: undefined,
  },
  after: { 'user-data': 39.2 },
};

export const UNCHANGED: RolloutResult = {
  ...ROLLOUT,
  imageSource: 'reused',
  rollout: { ...ROLLOUT.rollout, action: 'unchanged', version: 3, refresh: undefined },
  after: {},
};

/** What is known of a roll-out on whose first new instance a layer failed. */
export const ROLLING: Story = {
  known: {
    ...ROLLOUT,
    rollout: {
      ...ROLLOUT.rollout,
      refresh: { ...ROLLOUT.rollout.refresh!, status: 'InProgress', percent: 33, seconds: 61 },
      instances: [],
      rolledBack: 'The group web (blue) is back on version 3 of its launch template.',
    },
    after: {},
  },
  phases: [
    { title: 'Look at the group', from: BEGAN, to: BEGAN + 300, failed: false },
    { title: 'Resolve and render', from: BEGAN + 300, to: BEGAN + 900, failed: false },
    { title: 'Roll the group web (blue)', from: BEGAN + 900, to: BEGAN + 120_000, failed: true },
    { title: 'Go back', from: BEGAN + 62_000, to: BEGAN + 120_000, failed: false },
  ],
};

/** A launch's facts, as the story of one has them. */
const FACTS: LaunchFacts = LAUNCH;

/** As far as it was known when a layer failed. */
export const FAILED: Story = {
  known: { ...FACTS, after: { running: 4.4 } },
  phases: STORY.phases.map((phase) => (phase.title.startsWith('Wait') ? { ...phase, failed: true } : phase)),
};

/** What was known before anything was launched. */
const READ: Story = {
  known: {
    region: FACTS.region,
    base: BASE,
    imageSource: 'base',
    template: undefined,
    userData: FACTS.userData,
    tookBefore: {},
    passedOver: FACTS.passedOver,
  } satisfies Partial<LaunchFacts>,
  phases: [
    { title: 'Resolve and render', from: BEGAN, to: BEGAN + 700, failed: false },
    { title: 'Launch', from: BEGAN + 700, to: BEGAN + 2_400, failed: true },
  ],
};

const EMPTY: Story = { known: {}, phases: [] };

export const LAYER_FAILED = new LayerFailed(
  'i-066876a3081ec6731',
  { kind: 'failed', layer: 'deploy/app.sh', exitCode: 127 },
  [
    '[    6.210000] cloud-init[1021]: ami-launch: running deploy/app.sh',
    '[    6.300000] cloud-init[1021]: /var/lib/cloud/ami-launch.x7Tq2a/layer-1: 12: npmm: not found',
    '[    6.310000] cloud-init[1021]: ami-launch: deploy/app.sh failed with exit code 127',
    `ami-launch-signal: ${'0'.repeat(32)} failed deploy/app.sh exit 127`,
  ].join('\n'),
);

const WOULD = { verdict: 'would-launch', final: false, said: undefined, advice: undefined } as const;

export const PLAN: PlanResult = {
  mode: 'plan',
  region: 'eu-west-1',
  base: { ...BASE, ageDays: 78 },
  imageSource: 'base',
  amiId: BASE.id,
  bake: undefined,
  template: { id: 'lt-0123456789abcdef0', name: 'web', version: 3 },
  userData: LAUNCH.userData,
  tookBefore: { 'user-data': 41.5 },
  count: 2,
  then: [],
  places: [
    {
      instanceType: 't3.micro',
      subnetId: 'subnet-0123456789abcdef0',
      market: 'spot',
      verdict: 'refused',
      final: false,
      said: "You've reached your quota for maximum Spot Instance Requests",
      advice: 'Ask for more under Service Quotas.',
    },
    {
      instanceType: 't3.micro',
      subnetId: 'subnet-0123456789abcdef0',
      market: 'on-demand',
      ...WOULD,
    },
    { instanceType: 't3a.micro', subnetId: undefined, market: 'on-demand', ...WOULD },
  ],
  readyWhen: ['user-data', 'http:80/health'],
  permissions: { missing: [], unchecked: ['ec2:TerminateInstances'], statements: [] },
  rollout: undefined,
};

export const PLANNED_ROLLOUT: PlanResult = {
  ...PLAN,
  count: 3,
  places: PLAN.places.slice(1),
  permissions: { missing: [], unchecked: ['autoscaling:StartInstanceRefresh'], statements: [] },
  rollout: {
    group: 'web (blue)',
    action: 'roll',
    template: { id: 'lt-0123456789abcdef0', name: 'web' },
    before: 3,
    version: undefined,
    migrated: undefined,
    followed: '$Latest',
    changes: ['4 instances (before: 3, between 3 and 3)'],
    desired: 3,
    outdated: 2,
    preferences: {
      minHealthy: 90,
      maxHealthy: 100,
      warmup: 52,
      checkpoints: [10, 50, 100],
      checkpointDelay: 600,
      bakeTime: undefined,
      alarms: ['web-errors'],
      autoRollback: true,
    },
    running: {
      id: '08b91cf7-8fa6-48af-b6a6-d227f40f1b9b',
      status: 'InProgress',
      percent: 40,
      would: 'be-waited-for',
    },
  },
};

const DENIED: PlanResult = {
  ...PLAN,
  permissions: {
    missing: ['ec2:RunInstances', 'ec2:CreateTags'],
    unchecked: ['ec2:TerminateInstances'],
    statements: [
      { Sid: 'Launch', Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' },
      {
        Sid: 'TagAtLaunch',
        Effect: 'Allow',
        Action: 'ec2:CreateTags',
        Resource: '*',
        Condition: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
      },
    ],
  },
};

const NO_CAPACITY = new Failure(
  'no-capacity',
  `EC2 has no capacity in the only place that the inputs allow.\n  - ${FACTS.passedOver[0]?.place ?? ''}: no capacity`,
  { advice: 'Name more instance types or more subnets (in other zones), or run again later.' },
);

const INPUTS = new InputError(
  [
    { input: 'count', given: 'three', expected: 'a whole number from 1 to 1000' },
    { input: 'instance-types', expected: 'no input of this name; did you mean instance-type?' },
  ],
  { layers: [{ layer: 'deploy/nginx.yaml', line: 3, message: 'Nested mappings are not allowed here.' }] },
);

const LAYERS = new LayerFailure('layers-unfit', [
  { layer: 'deploy/app.sh', line: 12, message: 'There is no value for {{version}}. Give `variables` one.' },
  {
    layer: 'deploy/setup.ps1',
    message: 'This is PowerShell, which runs on Windows, but the image is Linux.',
  },
]);

const TIMED_OUT = new Failure(
  'timed-out',
  'Gave up after 43 s of waiting for user-data. Seen: no signal yet (31×).',
  { advice: 'A layer is still running or hangs. Allow more time with `ready-timeout`.' },
);

const [FIRST = '', SECOND = ''] = FACTS.instances.map(({ id }) => id);

const LOCK: LockFacts = {
  path: '.ami-launch.lock',
  source: 'al2023',
  changed: true,
  text: '',
  images: [
    {
      region: 'eu-west-1',
      architecture: 'x86_64',
      before: {
        id: 'ami-0f1e2d3c4b5a69788',
        name: 'al2023-ami-2026.9.20261020.0-kernel-6.1-x86_64',
        owner: '137112412989',
        created: '2026-10-20T00:00:00.000Z',
      },
      now: { id: BASE.id, name: BASE.name, owner: '137112412989', created: BASE.created },
    },
  ],
};

/** Every end that a run can have, by name. */
export const PAGES = {
  launch: summaryOf(LAUNCH, STORY),
  plan: summaryOf(PLAN, EMPTY),
  'plan-rollout': summaryOf(PLANNED_ROLLOUT, EMPTY),
  'plan-denied': summaryOf(DENIED, EMPTY),
  rollout: summaryOf(ROLLOUT, {
    known: ROLLOUT,
    phases: [
      { title: 'Look at the group', from: BEGAN, to: BEGAN + 300, failed: false },
      { title: 'Bake', from: BEGAN + 900, to: BEGAN + 105_000, failed: false },
      { title: 'Roll the group web (blue)', from: BEGAN + 105_000, to: BEGAN + 319_000, failed: false },
    ],
  }),
  'rollout-unchanged': summaryOf(UNCHANGED, EMPTY),
  'rollout-created': summaryOf(
    {
      ...ROLLOUT,
      rollout: { ...ROLLOUT.rollout, action: 'created', version: 1, before: undefined, refresh: undefined },
    },
    EMPTY,
  ),
  'rollout-failed': failureSummary(LAYER_FAILED, NOTHING_MADE, ROLLING),
  'rollout-cancelled': failureSummary(
    new Cancelled('SIGTERM'),
    {
      ...NOTHING_MADE,
      pending: ['The group web (blue) is on its way back to version 3 of its launch template.'],
    },
    { ...ROLLING, known: { ...ROLLING.known, rollout: { ...ROLLING.known.rollout, rolledBack: undefined } } },
  ),
  resolve: summaryOf({ mode: 'resolve', region: 'eu-west-1', base: BASE, lock: LOCK }, EMPTY),
  terminate: summaryOf({ mode: 'terminate', region: 'eu-west-1', ended: [FIRST], gone: [SECOND] }, EMPTY),
  prune: summaryOf({ ...pruned(), left: { count: 0, first: [] } }, EMPTY),
  'prune-planned': summaryOf({ ...pruned(), dryRun: true, left: { count: 0, first: [] } }, EMPTY),
  'prune-incomplete': failureSummary(incomplete(), NOTHING_MADE, EMPTY),
  'layer-failed': failureSummary(LAYER_FAILED, { ...NOTHING_MADE, ended: [FIRST, SECOND] }, FAILED),
  'timed-out': failureSummary(
    TIMED_OUT,
    { ...NOTHING_MADE, ended: [FIRST], left: [`${SECOND}: no answer`] },
    FAILED,
  ),
  kept: failureSummary(LAYER_FAILED, { ...NOTHING_MADE, kept: [FIRST, SECOND] }, FAILED),
  'no-capacity': failureSummary(NO_CAPACITY, NOTHING_MADE, READ),
  'bad-input': failureSummary(INPUTS, NOTHING_MADE, EMPTY),
  layers: failureSummary(LAYERS, NOTHING_MADE, EMPTY),
  cancelled: failureSummary(new Cancelled('SIGTERM'), { ...NOTHING_MADE, ended: [FIRST, SECOND] }, FAILED),
  defect: failureSummary(
    new Failure('defect', 'ami-launch met something that it does not know.', {
      advice: 'Please report this, with the lines below, as an issue of ami-launch.',
      evidence: 'TypeError: x is not a function\n    at main (src/main.ts:1:1)',
    }),
    NOTHING_MADE,
    EMPTY,
  ),
} as const;
