/** As `BAD_INPUTS`: what somebody wrote about a roll-out, and a part of what they are told. */
const ROLLS = { mode: 'rollout', 'auto-scaling-group': 'web' };
const MAKES = { ...ROLLS, 'create-group': 'true', 'subnet-id': 'subnet-0123456789abcdef0' };
const targetGroup = (n: number) =>
  `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/t${n}/0123456789abcdef`;
const numbered = (count: number, one: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => one(n)).join('\n');

export const BAD_ROLLOUTS: [why: string, inputs: Record<string, string>, told: string][] = [
  [
    'a roll-out of nothing',
    { mode: 'rollout' },
    'auto-scaling-group: expected the group to roll, in mode rollout',
  ],
  [
    'a warm-up of nothing',
    { mode: 'plan', 'instance-warmup': '90s' },
    'instance-warmup: expected `auto-scaling-group` beside it',
  ],
  [
    'a migration of nothing',
    { mode: 'plan', 'migrate-launch-configuration': 'true' },
    'migrate-launch-configuration: expected `auto-scaling-group` beside it',
  ],
  ['a roll-out for a launch', { 'auto-scaling-group': 'web' }, 'in mode rollout or plan only'],
  [
    'subnets of a group that is there',
    { ...ROLLS, 'subnet-id': 'subnet-0123456789abcdef0' },
    'subnet-id: expected `create-group: true` beside it, or nothing: the group has its own',
  ],
  [
    'a size of a group that is there',
    { ...ROLLS, count: '3' },
    'count: expected `create-group: true` beside it, or nothing: the group has its own',
  ],
  [
    'a group that is nowhere',
    { ...ROLLS, 'create-group': 'true' },
    'subnet-id: expected the subnets of the group, with `create-group`',
  ],
  [
    'more growth than Auto Scaling takes',
    { ...ROLLS, 'min-healthy-percentage': '90', 'max-healthy-percentage': '200' },
    'max-healthy-percentage: got "200"; expected at most 190',
  ],
  [
    'checkpoints that fall',
    { ...ROLLS, 'checkpoint-percentages': '50, 10, 100' },
    'checkpoint-percentages: got',
  ],
  [
    'a delay at no checkpoint',
    { ...ROLLS, 'checkpoint-delay': '10m' },
    'checkpoint-percentages: expected where to stop, with `checkpoint-delay`',
  ],
  [
    'stops that take longer than the roll-out may',
    { ...ROLLS, 'checkpoint-percentages': '10, 50, 100', 'refresh-bake-time': '30m' },
    'rollout-timeout: got "1h"; expected more than 2h30m, which is how long the roll-out waits alone: `checkpoint-delay` (1h) at 2 checkpoints and `refresh-bake-time` (30m). Give it 3h30m, or wait less',
  ],
  [
    'stops that no timeout allows for',
    {
      ...ROLLS,
      'checkpoint-percentages': '10, 20, 30, 100',
      'checkpoint-delay': '48h',
      'rollout-timeout': '120h',
    },
    'rollout-timeout: got "120h"; expected more than 144h, which is how long the roll-out waits alone: `checkpoint-delay` (48h) at 3 checkpoints. Wait less',
  ],
  [
    'a state of no pool',
    { ...MAKES, 'warm-pool-state': 'running' },
    'warm-pool-size: expected how many, with `warm-pool-state`',
  ],
  [
    'a pool that the templates of groups do not ask for',
    { ...MAKES, 'warm-pool-size': '2', 'warm-pool-state': 'hibernated' },
    'warm-pool-state: got "hibernated"; expected one of stopped, running',
  ],
  [
    'a pool of spot instances',
    { ...MAKES, 'warm-pool-size': '2', market: 'spot' },
    'market: got "spot"; expected on-demand: there are no warm pools of spot instances',
  ],
  [
    'two markets in a group',
    { ...ROLLS, market: 'spot-then-on-demand' },
    'market: got "spot-then-on-demand"; expected on-demand or spot',
  ],
  [
    'two types in a group',
    { ...ROLLS, 'instance-type': 't3.micro, t3a.micro' },
    'instance-type: expected one type: a group that mixes them has a mixed instances policy',
  ],
  [
    'more alarms than Auto Scaling takes',
    { ...ROLLS, 'rollout-alarms': numbered(11, (n) => `alarm-${n}`) },
    'rollout-alarms: got "11 alarms"; expected at most 10',
  ],
  [
    'more target groups than Auto Scaling takes at once',
    { ...MAKES, 'target-group-arns': numbered(11, targetGroup) },
    'target-group-arns: got "11 target groups"; expected at most 10',
  ],
  [
    'a target group by name',
    { ...MAKES, 'target-group-arns': 'web' },
    'target-group-arns: got "web"; expected ARNs of target groups',
  ],
];
