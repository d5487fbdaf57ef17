import { DEFAULTS } from '../../instances/defaults.js';
import { choice, list, text, wholeNumber } from '../grammar.js';
import { map } from '../map.js';
import { launchTemplate } from '../own-grammar.js';
import type { InputRow } from './row.js';
import { BUILDS } from './run.js';

/** EC2 limits, from the tags section of its user guide. */
const TAG_NAME = /^(?!aws:|ami-launch:|Name$)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
/** The root volume of gp2 and gp3. Source: EBS user guide. */
const MOST_GIB = 16_384;
/** A year: whatever lives longer is not to end by itself. */
const MOST_TTL_MINUTES = 525_600;
/** How instances are paid for. */
const MARKETS = ['on-demand', 'spot', 'spot-then-on-demand'] as const;

export const LAUNCH = {
  'instance-type': {
    group: 'launch',
    description: 'EC2 instance types, tried in order when there is no capacity.',
    otherwise: DEFAULTS.instanceType,
    example: 't3.micro, t3a.micro',
    modes: [...BUILDS, 'resolve'],
    grammar: list(
      text(
        /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
        'instance types such as t3.micro, one a line or separated by commas',
      ),
    ),
  },
  'subnet-id': {
    group: 'launch',
    description:
      'Subnets, tried in order when there is no capacity. Without any: the default VPC, in a zone that EC2 chooses.',
    example: 'subnet-0123456789abcdef0',
    modes: BUILDS,
    grammar: list(text(/^subnet-[0-9a-f]{8}([0-9a-f]{9})?$/, 'subnet IDs such as subnet-0123456789abcdef0')),
  },
  'security-group-ids': {
    group: 'launch',
    description: "Security groups. Without any: the VPC's default group.",
    example: 'sg-0123456789abcdef0',
    modes: BUILDS,
    grammar: list(text(/^sg-[0-9a-f]{8}([0-9a-f]{9})?$/, 'security group IDs such as sg-0123456789abcdef0')),
  },
  'key-name': {
    group: 'launch',
    description: 'Name of an EC2 key pair. Without it: no key.',
    example: 'operations',
    grammar: text(/^[\x20-\x7e]{1,255}$/, 'the name of an EC2 key pair (up to 255 ASCII characters)'),
  },
  'iam-instance-profile': {
    group: 'launch',
    description: 'Name or ARN of the instance profile that gives the instance its role.',
    example: 'web-server',
    modes: BUILDS,
    grammar: text(
      /^(arn:aws[\w-]*:iam::\d{12}:instance-profile\/[\w+=,.@/-]+|[\w+=,.@-]{1,128})$/,
      'the name or the ARN of an instance profile',
    ),
  },
  count: {
    group: 'launch',
    description: 'How many instances: all of them in one place, or none.',
    otherwise: String(DEFAULTS.count),
    example: '3',
    grammar: wholeNumber(1, 1000),
  },
  market: {
    group: 'launch',
    description:
      '`on-demand`, `spot`, or `spot-then-on-demand`: spot in every place first, then on-demand. Spot instances end when EC2 takes them back.',
    otherwise: DEFAULTS.market,
    example: 'spot-then-on-demand',
    grammar: choice(MARKETS),
  },
  'launch-template': {
    group: 'launch',
    description:
      'A launch template to start from, by ID or name, with `:VERSION` or its default version. What it says holds wherever no input says otherwise.',
    example: 'web:3',
    modes: BUILDS,
    grammar: launchTemplate(),
  },
  'volume-size': {
    group: 'launch',
    description: "Size of the root volume in GiB; never less than the image's own.",
    example: '20',
    modes: BUILDS,
    grammar: wholeNumber(1, MOST_GIB, 'GiB'),
  },
  'volume-type': {
    group: 'launch',
    description: 'Type of the root volume.',
    otherwise: DEFAULTS.volumeType,
    example: 'gp2',
    modes: BUILDS,
    grammar: choice(['gp3', 'gp2']),
  },
  'public-ip': {
    group: 'launch',
    description: '`true` or `false`; `auto` leaves it to the subnet.',
    default: 'auto',
    example: 'false',
    modes: BUILDS,
    grammar: choice(['auto', 'true', 'false']),
  },
  'ttl-minutes': {
    group: 'launch',
    description:
      'Minutes after its first boot at which the instance shuts itself down and so ends, even when GitHub and this action are gone. Without it: never.',
    example: '120',
    modes: ['launch', 'plan'],
    grammar: wholeNumber(1, MOST_TTL_MINUTES, 'minutes'),
  },
  name: {
    group: 'launch',
    description: 'The `Name` tag. Without it: as the launch template says, else the repository and the run.',
    example: 'web',
    grammar: text(/^[^\0\n]{1,256}$/, 'one line of up to 256 characters'),
  },
  tags: {
    group: 'launch',
    description: 'More tags for all that is created: `NAME=VALUE` lines or a YAML map.',
    example: 'team=web',
    modes: BUILDS,
    grammar: map(
      TAG_NAME,
      'letters, digits, spaces and _.:/=+-@, not beginning with aws: or ami-launch:, and not Name (see `name`)',
    ),
  },
} satisfies Record<string, InputRow>;
