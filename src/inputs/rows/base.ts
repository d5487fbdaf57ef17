import { DEFAULTS } from '../../instances/defaults.js';
import { choice, wholeNumber } from '../grammar.js';
import { baseImage } from '../own-grammar.js';
import type { InputRow } from './row.js';

export const BASE = {
  'base-image': {
    group: 'base',
    description:
      "The image to start from: an alias of a publisher's current image, `ami-…`, `ssm:/path` (a parameter that holds an ID), or `name:OWNER/GLOB` (the newest).",
    otherwise: DEFAULTS.image.alias,
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
} satisfies Record<string, InputRow>;
