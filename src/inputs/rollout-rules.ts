/** What the inputs of a roll-out say together. One named rule each. */
import type { Values } from './load.js';
import type { Problem } from './problem.js';
import { MOST_TIMEOUT } from './rows/rollout.js';

type Rule = (values: Values) => Problem | readonly Problem[] | undefined;

const rolls = ({ mode, 'auto-scaling-group': group }: Values) =>
  mode === 'rollout' || (mode === 'plan' && group !== undefined);

/** Inputs of a roll-out, without a default: whatever is given of them was meant. */
const OF_A_ROLLOUT = [
  'max-healthy-percentage',
  'instance-warmup',
  'checkpoint-percentages',
  'checkpoint-delay',
  'refresh-bake-time',
  'rollout-alarms',
  'target-group-arns',
  'health-check-type',
  'health-check-grace-period',
  'warm-pool-size',
  'warm-pool-state',
] as const satisfies readonly (keyof Values)[];

/** Inputs by which a group is made, and which say nothing about one that is there. */
const OF_A_NEW_GROUP = [
  'subnet-id',
  'launch-template',
  'target-group-arns',
  'health-check-type',
  'health-check-grace-period',
  'warm-pool-size',
  'warm-pool-state',
  'count',
] as const satisfies readonly (keyof Values)[];

const GROUP = 'auto-scaling-group';

const groupToRoll: Rule = (values) => {
  if (values[GROUP] !== undefined) return undefined;
  if (values.mode === 'rollout') return { input: GROUP, expected: 'the group to roll, in mode rollout' };
  const flags = (['create-group', 'replace-running', 'migrate-launch-configuration'] as const).filter(
    (input) => values[input],
  );
  return [...flags, ...OF_A_ROLLOUT.filter((input) => values[input] !== undefined)].map((input) => ({
    input,
    expected: `\`${GROUP}\` beside it: the group that it is about`,
  }));
};

const groupToMake: Rule = (values) => {
  if (!rolls(values) || values['create-group']) return undefined;
  return OF_A_NEW_GROUP.filter((input) => values[input] !== undefined).map((input) => ({
    input,
    expected: '`create-group: true` beside it, or nothing: the group has its own',
  }));
};

const placeForTheGroup: Rule = (values) =>
  values['create-group'] && values['subnet-id'] === undefined && rolls(values)
    ? { input: 'subnet-id', expected: 'the subnets of the group, with `create-group`' }
    : undefined;

/** Source: Auto Scaling API reference, RefreshPreferences, `MaxHealthyPercentage`. */
const MOST_SPREAD = 100;

const healthyRange: Rule = (values) => {
  const least = values['min-healthy-percentage'];
  const most = values['max-healthy-percentage'];
  return most !== undefined && most - least > MOST_SPREAD
    ? {
        input: 'max-healthy-percentage',
        given: String(most),
        expected: `at most ${least + MOST_SPREAD}: ${MOST_SPREAD} above \`min-healthy-percentage\` is what Auto Scaling takes`,
      }
    : undefined;
};

const checkpointsToWaitAt: Rule = (values) =>
  values['checkpoint-delay'] !== undefined && values['checkpoint-percentages'] === undefined
    ? { input: 'checkpoint-percentages', expected: 'where to stop, with `checkpoint-delay`' }
    : undefined;

const HOUR_MS = 3_600_000;
/** Source: Auto Scaling API reference, RefreshPreferences, `CheckpointDelay`: what it is by default. */
const DELAY_MS = HOUR_MS;

/** Without the time that the instances take: that nobody knows before. */
const timeToWait: Rule = (values) => {
  if (!rolls(values)) return undefined;
  const stops = (values['checkpoint-percentages'] ?? []).filter((percent) => percent < 100).length;
  const delay = values['checkpoint-delay'] ?? DELAY_MS;
  const bake = values['refresh-bake-time'] ?? 0;
  const waits = stops * delay + bake;
  const timeout = values['rollout-timeout'];
  if (waits < timeout) return undefined;
  const counted = [
    ...(stops === 0
      ? []
      : [`\`checkpoint-delay\` (${duration(delay)}) at ${stops} checkpoint${stops === 1 ? '' : 's'}`]),
    ...(bake === 0 ? [] : [`\`refresh-bake-time\` (${duration(bake)})`]),
  ].join(' and ');
  const enough = waits + HOUR_MS;
  return {
    input: 'rollout-timeout',
    given: duration(timeout),
    expected: `more than ${duration(waits)}, which is how long the roll-out waits alone: ${counted}. ${
      enough > MOST_TIMEOUT.hours * HOUR_MS ? 'Wait less' : `Give it ${duration(enough)}, or wait less`
    }`,
  };
};

/** As an input would say it. */
function duration(ms: number): string {
  const seconds = ms / 1_000;
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([amount, unit]) => (amount === 0 ? '' : `${amount}${unit}`)).join('');
}

const poolToBeInAState: Rule = (values) =>
  values['warm-pool-state'] !== undefined && values['warm-pool-size'] === undefined
    ? { input: 'warm-pool-size', expected: 'how many, with `warm-pool-state`' }
    : undefined;

/** Source: Auto Scaling user guide, "Limitations for warm pools". */
const poolOnDemand: Rule = (values) =>
  (values['warm-pool-size'] ?? 0) > 0 && values.market === 'spot'
    ? {
        input: 'market',
        given: values.market,
        expected: 'on-demand: there are no warm pools of spot instances',
      }
    : undefined;

const oneMarket: Rule = (values) =>
  values.market === 'spot-then-on-demand' && rolls(values)
    ? {
        input: 'market',
        given: values.market,
        expected: 'on-demand or spot: a group that mixes them has a mixed instances policy, which is kept',
      }
    : undefined;

const oneType: Rule = (values) =>
  (values['instance-type'] ?? []).length > 1 && rolls(values)
    ? {
        input: 'instance-type',
        expected: 'one type: a group that mixes them has a mixed instances policy, which is kept',
      }
    : undefined;

const MOST_ALARMS = 10;

const fewEnoughAlarms: Rule = ({ 'rollout-alarms': alarms = [] }) =>
  alarms.length > MOST_ALARMS
    ? { input: 'rollout-alarms', given: `${alarms.length} alarms`, expected: `at most ${MOST_ALARMS}` }
    : undefined;

/** Source: Auto Scaling API reference, AttachLoadBalancerTargetGroups. */
const MOST_TARGET_GROUPS = 10;

const fewEnoughTargetGroups: Rule = ({ 'target-group-arns': arns = [] }) =>
  arns.length > MOST_TARGET_GROUPS
    ? {
        input: 'target-group-arns',
        given: `${arns.length} target groups`,
        expected: `at most ${MOST_TARGET_GROUPS}`,
      }
    : undefined;

const RULES: readonly Rule[] = [
  groupToRoll,
  groupToMake,
  placeForTheGroup,
  healthyRange,
  checkpointsToWaitAt,
  timeToWait,
  poolToBeInAState,
  poolOnDemand,
  oneMarket,
  oneType,
  fewEnoughAlarms,
  fewEnoughTargetGroups,
];

export function brokenRolloutRules(values: Values): Problem[] {
  return values.mode === 'rollout' || values.mode === 'plan'
    ? RULES.flatMap((rule) => rule(values) ?? [])
    : [];
}
