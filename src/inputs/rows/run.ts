import { choice, text } from '../grammar.js';
import type { InputRow } from './row.js';

export const MODES = ['launch', 'rollout', 'plan', 'resolve', 'bake', 'prune', 'terminate'] as const;
export type Mode = (typeof MODES)[number];

/** The modes in which a builder may run. */
export const BUILDS = ['launch', 'rollout', 'plan', 'bake'] as const satisfies readonly Mode[];

export const REGION = /^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/;

export const RUN = {
  mode: {
    group: 'run',
    description:
      'What to do: `launch` instances; `rollout` to an Auto Scaling group; `plan` a launch or a roll-out and change nothing; `resolve` only the current base image; `bake` only the image; `prune` old images and what was left behind; `terminate` what was launched.',
    default: 'launch',
    example: 'resolve',
    grammar: choice(MODES),
  },
  region: {
    group: 'run',
    description: 'AWS region. Without it the usual chain decides: AWS_REGION, then the profile.',
    example: 'eu-west-1',
    grammar: text(REGION, 'an AWS region such as eu-west-1'),
  },
} satisfies Record<string, InputRow>;
