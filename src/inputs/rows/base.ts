import { DEFAULTS } from '../../instances/defaults.js';
import { choice, text, wholeNumber } from '../grammar.js';
import { baseImage } from '../own-grammar.js';
import type { InputRow } from './row.js';

export const BASE = {
  'base-image': {
    group: 'base',
    description:
      "The image to start from: an alias of a publisher's current image, `ami-…`, `ssm:/path` (a parameter that holds an ID), `name:OWNER/GLOB` (the newest), or `lock:FILE` (what a lock file of the repository says).",
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
  'lock-file': {
    group: 'base',
    description:
      "For `mode: resolve`: a lock file whose new text to tell, as the output `lock`: with today's image for each region and architecture in it, and for this run's. Without `base-image` it goes on to follow what it followed.",
    example: '.ami-launch.lock',
    modes: ['resolve'],
    grammar: text(/^[^\0\n]+$/, 'a path in the repository'),
  },
} satisfies Record<string, InputRow>;
