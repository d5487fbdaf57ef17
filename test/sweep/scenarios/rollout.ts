import type { WorldDump } from '../../../src/endpoint/world/dump.js';
import { groupOf, SUBNETS } from '../../support/group.js';
import { inRegion, type Scenario, unless } from '../scenario.js';
import { REGION } from '../stage.js';
import { SMALL } from './shared.js';

const ROLLOUT = {
  mode: 'rollout',
  'auto-scaling-group': 'web',
  'base-image': 'al2023',
  app: 'app.sh',
  'instance-warmup': '5s',
  'rollout-timeout': '5m',
};
const SIZE = 2;

/** A group of two is brought to another version. */
export const rollout: Scenario = {
  files: { 'app.sh': SMALL },
  most: SIZE,
  async setUp(stage) {
    await groupOf(stage, SIZE);
    return ROLLOUT;
  },
  whole: (_before, now) => serves(now),
  back: isBack,
  right: (end, now) => isOn(end.outputs['launch-template-version'], now),
};

/** The same to a version that does not get ready: the run itself goes back. */
export const rollBack: Scenario = {
  ...rollout,
  async setUp(stage) {
    await groupOf(stage, SIZE);
    stage.control.instances.outcome({ kind: 'layer-failed', layer: 'app.sh', exitCode: 3 });
    return ROLLOUT;
  },
  heal({ control }) {
    control.instances.outcome({ kind: 'ok' });
    return { 'app.sh': `${SMALL}# mended\n` };
  },
};

/** A group of two is made, of an image, with what it launches from. */
export const createGroup: Scenario = {
  files: { 'app.sh': SMALL },
  most: SIZE,
  setUp: () =>
    Promise.resolve({
      ...ROLLOUT,
      'create-group': 'true',
      count: `${SIZE}`,
      'subnet-id': SUBNETS.join('\n'),
    }),
  whole: (_before, now) => (groupIn(now) === undefined ? [] : serves(now)),
  right: (end, now) => isOn(end.outputs['launch-template-version'], now),
};

function groupIn(now: WorldDump) {
  return now.regions[REGION]?.autoScalingGroups.find(({ name }) => name === 'web');
}

/** All of the group is there, and all of it is the same. */
function serves(now: WorldDump): string[] {
  const group = groupIn(now);
  if (group === undefined) return ['there is no group'];
  const serving = group.instances.filter(({ lifecycle }) => lifecycle === 'InService');
  const versions = new Set(serving.map(({ version }) => version));
  return [
    ...unless(
      group.instances.length === SIZE && serving.length === SIZE,
      `the group has ${group.instances.length} instances, of which ${serving.length} serve`,
    ),
    ...unless(versions.size === 1, `the group serves from the versions ${[...versions].join(', ')}`),
    ...unless(
      group.templateVersion !== undefined && versions.has(group.templateVersion),
      `the group names the version ${group.templateVersion ?? ''}, and serves ${[...versions].join(', ')}`,
    ),
  ];
}

/** On the version that ran before, unless Auto Scaling had brought the group to the other in time. */
function isBack(before: WorldDump, ended: WorldDump, now: WorldDump): string[] {
  const was = groupIn(before)?.templateVersion;
  const is = groupIn(now)?.templateVersion;
  const done = groupIn(ended)?.refreshes.some(({ status }) => status === 'Successful') ?? false;
  return unless(done || is === was, `the group was on version ${was ?? ''}, and is on ${is ?? ''}`);
}

function isOn(version: string | undefined, now: WorldDump): string[] {
  const { launchTemplates } = inRegion(now, REGION);
  return [
    ...serves(now),
    ...unless(
      groupIn(now)?.templateVersion === version,
      `the group is not on version ${version ?? 'undefined'}`,
    ),
    ...unless(launchTemplates.length === 1, `${launchTemplates.length} launch templates`),
  ];
}
