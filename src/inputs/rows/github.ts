import { flag, text } from '../grammar.js';
import type { InputRow } from './row.js';

export const GITHUB = {
  'github-token': {
    group: 'github',
    description:
      'For `comment` (`pull-requests: write`) and `deployment-environment` (`deployments: write`); used for nothing else.',
    supplied: '${{ github.token }}',
    example: '${{ secrets.BOT_TOKEN }}',
    secret: true,
    grammar: text(/^\S+$/, 'a token without blanks'),
  },
  comment: {
    group: 'github',
    description:
      "Put the plan or the result on the pull request, as one comment that is updated. Steps that run several times in a job's matrix each need a `name`.",
    default: 'false',
    example: 'true',
    modes: ['launch', 'rollout', 'plan'],
    grammar: flag(),
  },
  'deployment-environment': {
    group: 'github',
    description:
      'Create a GitHub deployment to this environment with its statuses, and tag the instances with it, so that `terminate-scope: environment` finds them.',
    example: 'preview/pr-12',
    modes: ['launch', 'rollout', 'plan', 'terminate'],
    grammar: text(
      /^[\p{L}\p{N}_.:/=+@-][\p{L}\p{N}_.:/=+@ -]{0,99}$/u,
      'the name of a GitHub environment: up to 100 letters, digits, blanks and _.:/=+-@',
    ),
  },
} satisfies Record<string, InputRow>;
