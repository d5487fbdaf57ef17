import { choice, duration, flag, list, text, wholeNumber } from '../grammar.js';
import { copyTarget, imageName, kmsKey, parameterName, shareTarget } from '../bake-grammar.js';
import type { InputRow } from './row.js';
import { BUILDS } from './run.js';

/** Ten years: what EC2 takes at most. Source: EC2 API reference, EnableImageDeprecation. */
const MOST_DEPRECATION_DAYS = 3_650;

export const BAKE = {
  bake: {
    group: 'bake',
    description:
      'Layers that are baked into an image, in order: the slow ones. One file or folder a line, as in `app`. The image is reused until the base image or one of them changes.',
    example: 'image/packages.sh',
    grammar: list(text(/^[^\0]+$/, 'a path in the repository'), /\n/),
  },
  'image-name': {
    group: 'bake',
    description:
      "What baked images are called, before the base image and the fingerprint. Images of one name and base are one lineage. Without it: the repository's name.",
    example: 'web',
    modes: [...BUILDS, 'prune'],
    grammar: imageName(),
  },
  rebake: {
    group: 'bake',
    description:
      '`auto` bakes when no image has these layers on this base image; `always` bakes anyway; `never` fails instead.',
    default: 'auto',
    example: 'always',
    grammar: choice(['auto', 'always', 'never']),
  },
  'layer-images': {
    group: 'bake',
    description:
      'Which layers get an image of their own, to start from when a later one changes: `last`; `each` (the builder stops after each); `auto`, which is `last` and the layer before the first one that has changed since the last bake.',
    default: 'auto',
    example: 'each',
    grammar: choice(['auto', 'each', 'last']),
  },
  'bake-instance-type': {
    group: 'bake',
    description:
      'Instance types of the builder, tried in order when there is no capacity. Without any: those of `instance-type`.',
    example: 'c7i.xlarge',
    grammar: list(
      text(
        /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
        'instance types such as t3.micro, one a line or separated by commas',
      ),
    ),
  },
  'bake-timeout': {
    group: 'bake',
    description:
      'How long the builder may take for its layers. It powers itself off then, even when nobody watches; imaging comes on top.',
    default: '1h',
    example: '20m',
    grammar: duration({ hours: 12 }),
  },
  'bake-volume-throughput': {
    group: 'bake',
    description:
      "Throughput of the builder's root volume (gp3) in MiB/s. Without it: EC2's own 125. Launches from the image go back to that.",
    example: '500',
    grammar: wholeNumber(125, 2_000, 'MiB/s'),
  },
  'bake-volume-iops': {
    group: 'bake',
    description:
      "I/O operations a second of the builder's root volume (gp3). Without it: EC2's own 3000. Launches from the image go back to that.",
    example: '6000',
    grammar: wholeNumber(3_000, 80_000, 'operations a second'),
  },
  'bake-owners': {
    group: 'bake',
    description:
      'Accounts, beside this one, whose baked images are trusted: reused when they are shared with this account and their description names the fingerprint.',
    example: '123456789012',
    grammar: list(text(/^\d{12}$/, 'accounts of 12 digits')),
  },
  'kms-key-id': {
    group: 'bake',
    description:
      "The KMS key that encrypts the baked image: ID, ARN or alias. Without it: the account's default key for EBS, with which an image cannot be shared.",
    example: 'alias/images',
    grammar: kmsKey(),
  },
  'copy-to-regions': {
    group: 'bake',
    description:
      "Regions that get a copy of the image, encrypted with that region's key: the one given behind `=`, else the same alias as in `kms-key-id`, else the region's default key.",
    example: 'us-east-1, eu-central-1=alias/images',
    grammar: list(copyTarget()),
  },
  'share-with': {
    group: 'bake',
    description:
      'Who may launch the image and its copies: accounts (12 digits), or ARNs of organizations or organizational units.',
    example: '123456789012',
    grammar: list(shareTarget()),
  },
  'publish-parameter': {
    group: 'bake',
    description:
      "An SSM parameter that always holds the current image's ID, here and in each region of `copy-to-regions`. It changes once all copies are ready.",
    example: '/golden/web',
    grammar: parameterName(),
  },
  'deprecate-after-days': {
    group: 'bake',
    description:
      'Days after which the image is deprecated: from then on it is not reused, and the next run bakes anew.',
    example: '30',
    grammar: wholeNumber(1, MOST_DEPRECATION_DAYS, 'days'),
  },
  'keep-images': {
    group: 'bake',
    description:
      'How many images of a lineage stay; older ones are retired with their snapshots, here and where they were copied to, unless something uses them. Without it a bake retires none, and `prune` keeps 3.',
    example: '5',
    modes: [...BUILDS, 'prune'],
    grammar: wholeNumber(1, 1_000),
  },
  'keep-days': {
    group: 'bake',
    description: 'For `mode: prune`: whatever is younger than this many days stays.',
    default: '7',
    example: '30',
    modes: ['prune'],
    grammar: wholeNumber(0, 3_650, 'days'),
  },
  'prune-scope': {
    group: 'bake',
    description:
      'For `mode: prune`: `repository` (what runs of this repository made) or `account` (what ami-launch made for any).',
    default: 'repository',
    example: 'account',
    modes: ['prune'],
    grammar: choice(['repository', 'account']),
  },
  'dry-run': {
    group: 'bake',
    description: 'For `mode: prune`: tell what would go, what would stay and why, and remove nothing.',
    default: 'false',
    example: 'true',
    modes: ['prune'],
    grammar: flag(),
  },
} satisfies Record<string, InputRow>;
