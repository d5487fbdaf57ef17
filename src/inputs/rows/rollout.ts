import { choice, duration, flag, list, text, wholeNumber } from '../grammar.js';
import { ascending } from '../rollout-grammar.js';
import type { InputRow } from './row.js';

/** Both of instance refreshes. Source: Auto Scaling API reference, RefreshPreferences. */
const MOST_DELAY = { hours: 48 };
/** Source: Auto Scaling API reference, CreateAutoScalingGroup. */
const MOST_INSTANCES = 1000;

export const MOST_TIMEOUT = { hours: 120 };

export const ROLLOUT = {
  'auto-scaling-group': {
    group: 'rollout',
    description:
      'Name of the Auto Scaling group that is rolled to the new image and user data. What its launch template says holds wherever no input says otherwise.',
    example: 'web',
    grammar: text(/^[^\p{C}:]{1,255}$/u, 'the name of an Auto Scaling group'),
  },
  'create-group': {
    group: 'rollout',
    description:
      'Make the group where there is none: of `count` instances in the subnets of `subnet-id`, which replaces those that fail by itself. Where there is one, what the inputs say of it is put right; its size only where `count` is given, and fewer only once it has been rolled.',
    default: 'false',
    example: 'true',
    grammar: flag(),
  },
  'min-healthy-percentage': {
    group: 'rollout',
    description: 'How much of the group has to be healthy at every moment of the roll-out.',
    default: '100',
    example: '90',
    grammar: wholeNumber(0, 100, 'percent'),
  },
  'max-healthy-percentage': {
    group: 'rollout',
    description:
      'How far the group may grow for the roll-out: with 200, all new instances come up at once, beside the old ones.',
    otherwise: '200 where `min-healthy-percentage` is 100, else 100',
    example: '110',
    grammar: wholeNumber(100, 200, 'percent'),
  },
  'instance-warmup': {
    group: 'rollout',
    description:
      'How long a new instance has to be in service before it counts, and an old one may go. Without it: what the layers took before, where an image of yours tells; else as the group says.',
    example: '90s',
    grammar: duration({ hours: 24 }),
  },
  'checkpoint-percentages': {
    group: 'rollout',
    description:
      'Where the roll-out stops for `checkpoint-delay`: percentages of the group, rising, the last of them 100. Without any: nowhere.',
    example: '10, 50, 100',
    grammar: ascending(),
  },
  'checkpoint-delay': {
    group: 'rollout',
    description: 'How long it stops there.',
    otherwise: '1h',
    example: '10m',
    grammar: duration(MOST_DELAY),
  },
  'refresh-bake-time': {
    group: 'rollout',
    description:
      'How long to look on at the end, when all instances are new, before the roll-out counts as done. Until then it can be rolled back.',
    example: '10m',
    grammar: duration(MOST_DELAY),
  },
  'skip-matching': {
    group: 'rollout',
    description: 'Leave instances that are what they should be already.',
    default: 'true',
    example: 'false',
    grammar: flag(),
  },
  'standby-instances': {
    group: 'rollout',
    description:
      'What to do with instances in standby: `ignore` leaves them as they are, `terminate` ends them, `wait` waits (an hour at most, then the roll-out fails) until somebody takes them out.',
    default: 'ignore',
    example: 'terminate',
    grammar: choice(['ignore', 'terminate', 'wait']),
  },
  'scale-in-protected-instances': {
    group: 'rollout',
    description:
      'What to do with instances that are protected from scaling in: `ignore` leaves them as they are, `refresh` replaces them all the same, `wait` waits (an hour at most, then the roll-out fails) until somebody takes the protection away.',
    default: 'ignore',
    example: 'refresh',
    grammar: choice(['ignore', 'refresh', 'wait']),
  },
  'rollout-alarms': {
    group: 'rollout',
    description: 'CloudWatch alarms, by name: the roll-out fails as soon as one of them is raised.',
    example: 'web-errors',
    grammar: list(text(/^\P{C}{1,255}$/u, 'names of CloudWatch alarms, one a line'), /\n/),
  },
  'auto-rollback': {
    group: 'rollout',
    description:
      'When it fails, or is cancelled: go back to what ran before, and wait until that is so. `false` leaves the group as it then is.',
    default: 'true',
    example: 'false',
    grammar: flag(),
  },
  'rollout-timeout': {
    group: 'rollout',
    description:
      'How long the roll-out may take, from the start of the instance refresh (or of the new group) on, with all `checkpoint-delay` and `refresh-bake-time`. Going back may take as long again, and so may waiting for another roll-out before.',
    default: '1h',
    example: '3h',
    grammar: duration(MOST_TIMEOUT),
  },
  'replace-running': {
    group: 'rollout',
    description:
      'Cancel another roll-out of the group that is on its way. Without it, its end is waited for.',
    default: 'false',
    example: 'true',
    grammar: flag(),
  },
  'migrate-launch-configuration': {
    group: 'rollout',
    description:
      'Make a launch template of the launch configuration that the group still has, and give it that instead.',
    default: 'false',
    example: 'true',
    grammar: flag(),
  },
  'target-group-arns': {
    group: 'rollout',
    description: 'For `create-group`: target groups of load balancers that the instances belong to.',
    example: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef',
    grammar: list(
      text(
        /^arn:aws[\w-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[\w-]{1,32}\/[0-9a-f]+$/,
        'ARNs of target groups, one a line or separated by commas',
      ),
    ),
  },
  'health-check-type': {
    group: 'rollout',
    description:
      'For `create-group`: by what an instance counts as healthy beside its EC2 status checks: `ec2` (nothing more), `elb` (its target groups), `ebs` (its volumes).',
    otherwise: '`elb` with `target-group-arns`, else `ec2`',
    example: 'elb',
    grammar: choice(['ec2', 'elb', 'ebs']),
  },
  'health-check-grace-period': {
    group: 'rollout',
    description: 'For `create-group`: how long a new instance is left alone by the health checks.',
    otherwise: '5m',
    example: '10m',
    grammar: duration({ hours: 2 }),
  },
  'warm-pool-size': {
    group: 'rollout',
    description:
      'For `create-group`: how many instances stand by, their layers done, to join the group at once; 0 takes the pool away.',
    example: '2',
    grammar: wholeNumber(0, MOST_INSTANCES),
  },
  'warm-pool-state': {
    group: 'rollout',
    description:
      'In which state they stand by. Auto Scaling stops them as soon as they run: with slow layers in `app` take `running`, or give the group a lifecycle hook that holds them.',
    otherwise: 'stopped',
    example: 'running',
    grammar: choice(['stopped', 'running']),
  },
} satisfies Record<string, InputRow>;
