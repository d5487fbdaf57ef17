import { choice, flag, listOrJson, text } from '../grammar.js';
import type { InputRow } from './row.js';
import { BUILDS } from './run.js';

export const END = {
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
      'Keep instances that did not get ready, or a builder whose layers failed, for a look at what went wrong. They cost money until you end them. A group that is there goes back all the same, and its failed instances are ended.',
    default: 'false',
    example: 'true',
    modes: BUILDS,
    grammar: flag(),
  },
  'instance-ids': {
    group: 'end',
    description: 'For `mode: terminate`: what to end. Without it: what earlier steps of this job launched.',
    example: '${{ steps.web.outputs.instance-ids }}',
    modes: ['terminate'],
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
      'For `mode: terminate` without `instance-ids`: `job` (earlier steps of this job), `run` (all jobs and matrix legs of this run, their builders too) or `environment` (all that any run of this repository launched for `deployment-environment`).',
    default: 'job',
    example: 'run',
    modes: ['terminate'],
    grammar: choice(['job', 'run', 'environment']),
  },
} satisfies Record<string, InputRow>;
