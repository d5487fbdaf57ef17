/**
 * Every input: one row each. The typed request, the messages, `action.yml` and the README's table all come
 * from here (`npm run docs`), and a test holds them together.
 */
import { DEFAULT_ALIAS } from '../image/aliases.js';
import {
  choice,
  duration,
  flag,
  type Grammar,
  list,
  listOrJson,
  map,
  text,
  VARIABLE_NAME,
  wholeNumber,
} from './grammar.js';
import { baseImage, condition, CONDITION_SEPARATOR } from './own-grammar.js';

export const MODES = ['launch', 'resolve', 'terminate'] as const;
export type Mode = (typeof MODES)[number];

export interface InputRow<T = unknown> {
  readonly group: 'run' | 'base' | 'app' | 'launch' | 'ready' | 'end';
  readonly description: string;
  /** As the user would write it. */
  readonly default?: string;
  readonly example: string;
  readonly grammar: Grammar<T>;
}

/** EC2 limits, from the tags section of its user guide. */
const TAG_NAME = /^(?!aws:|ami-launch:|Name$)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
/** The root volume of gp2 and gp3. Source: EBS user guide. */
const MOST_GIB = 16_384;

export const INPUTS = {
  mode: {
    group: 'run',
    description:
      'What to do: `launch` instances, `resolve` only the current base image, or `terminate` what was launched.',
    default: 'launch',
    example: 'resolve',
    grammar: choice(MODES),
  },
  region: {
    group: 'run',
    description: 'AWS region. Without it the usual chain decides: AWS_REGION, then the profile.',
    example: 'eu-west-1',
    grammar: text(/^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/, 'an AWS region such as eu-west-1'),
  },
  'base-image': {
    group: 'base',
    description:
      "The image to start from: an alias of a publisher's current image, `ami-…`, `ssm:/path` (a parameter that holds an ID), or `name:OWNER/GLOB` (the newest).",
    default: DEFAULT_ALIAS,
    example: 'ubuntu-24.04',
    grammar: baseImage(),
  },
  architecture: {
    group: 'base',
    description: '`x86_64` or `arm64`; `auto` takes it from the instance type.',
    default: 'auto',
    example: 'arm64',
    grammar: choice(['auto', 'x86_64', 'arm64']),
  },
  'max-base-age-days': {
    group: 'base',
    description: 'Refuse a base image that is older than this many days.',
    example: '60',
    grammar: wholeNumber(1, 3650, 'days'),
  },
  app: {
    group: 'app',
    description:
      'Layers that configure the instance at launch, in order: one file a line. Shell (`.sh`), cloud-config (`.yaml`), PowerShell (`.ps1`).',
    example: 'deploy/app.sh',
    grammar: list(text(/^[^\0]+$/, 'a path in the repository'), /\n/),
  },
  variables: {
    group: 'app',
    description:
      'Values for `{{name}}` in the layers, quoted for the language they land in: `NAME=VALUE` lines or a YAML map.',
    example: 'version=1.2.3',
    grammar: map(VARIABLE_NAME, 'letters, digits, - and _'),
  },
  'instance-type': {
    group: 'launch',
    description: 'EC2 instance types, tried in order when there is no capacity.',
    default: 't3.micro',
    example: 't3.micro, t3a.micro',
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
    grammar: list(text(/^subnet-[0-9a-f]{8}([0-9a-f]{9})?$/, 'subnet IDs such as subnet-0123456789abcdef0')),
  },
  'security-group-ids': {
    group: 'launch',
    description: "Security groups. Without any: the VPC's default group.",
    example: 'sg-0123456789abcdef0',
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
    grammar: text(
      /^(arn:aws[\w-]*:iam::\d{12}:instance-profile\/[\w+=,.@/-]+|[\w+=,.@-]{1,128})$/,
      'the name or the ARN of an instance profile',
    ),
  },
  count: {
    group: 'launch',
    description: 'How many instances: all of them in one place, or none.',
    default: '1',
    example: '3',
    grammar: wholeNumber(1, 1000),
  },
  'volume-size': {
    group: 'launch',
    description: "Size of the root volume in GiB; never less than the image's own.",
    example: '20',
    grammar: wholeNumber(1, MOST_GIB, 'GiB'),
  },
  'volume-type': {
    group: 'launch',
    description: 'Type of the root volume.',
    default: 'gp3',
    example: 'gp2',
    grammar: choice(['gp3', 'gp2']),
  },
  'public-ip': {
    group: 'launch',
    description: '`true` or `false`; `auto` leaves it to the subnet.',
    default: 'auto',
    example: 'false',
    grammar: choice(['auto', 'true', 'false']),
  },
  name: {
    group: 'launch',
    description: 'The `Name` tag. Without it: the repository and the run.',
    example: 'web',
    grammar: text(/^[^\0\n]{1,256}$/, 'one line of up to 256 characters'),
  },
  tags: {
    group: 'launch',
    description: 'More tags for all that is created: `NAME=VALUE` lines or a YAML map.',
    example: 'team=web',
    grammar: map(
      TAG_NAME,
      'letters, digits, spaces and _.:/=+-@, not beginning with aws: or ami-launch:, and not Name (see `name`)',
    ),
  },
  'ready-when': {
    group: 'ready',
    description:
      'What must be true before the run goes on: `running`, `status-checks`, `user-data` (all layers ended well), `tcp:PORT`, `http:PORT/PATH`, `https:PORT/PATH`. Without it: `user-data` where there are layers, else `status-checks`.',
    example: 'user-data, http:80/health',
    grammar: list(condition(), CONDITION_SEPARATOR),
  },
  'ready-timeout': {
    group: 'ready',
    description: 'How long to wait for that.',
    default: '15m',
    example: '5m',
    grammar: duration({ hours: 6 }),
  },
  'ready-address': {
    group: 'ready',
    description:
      'The address that `tcp:`, `http:` and `https:` knock at: `public`, `private` or `dns` (the public name).',
    default: 'public',
    example: 'private',
    grammar: choice(['public', 'private', 'dns']),
  },
  terminate: {
    group: 'end',
    description:
      'When to end the instances: `on-failure` (when this step fails or is cancelled), `always` (at the end of the job), `never` (not even then, once an output has named them).',
    default: 'on-failure',
    example: 'always',
    grammar: choice(['never', 'on-failure', 'always']),
  },
  'keep-failed': {
    group: 'end',
    description:
      'Keep instances that did not get ready, for a look at what went wrong. They cost money until you end them.',
    default: 'false',
    example: 'true',
    grammar: flag(),
  },
  'instance-ids': {
    group: 'end',
    description: 'For `mode: terminate`: what to end. Without it: what earlier steps of this job launched.',
    example: '${{ steps.web.outputs.instance-ids }}',
    grammar: listOrJson(
      text(
        /^i-[0-9a-f]{8}([0-9a-f]{9})?$/,
        'instance IDs such as i-0123456789abcdef0, or the JSON array of an `instance-ids` output',
      ),
    ),
  },
  'terminate-scope': {
    group: 'end',
    description:
      'For `mode: terminate` without `instance-ids`: `job` (earlier steps of this job) or `run` (all jobs and matrix legs of this run).',
    default: 'job',
    example: 'run',
    grammar: choice(['job', 'run']),
  },
} satisfies Record<string, InputRow>;

export type InputName = keyof typeof INPUTS;
