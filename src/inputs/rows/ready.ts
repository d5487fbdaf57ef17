import { choice, duration, list } from '../grammar.js';
import { condition, CONDITION_SEPARATOR } from '../own-grammar.js';
import type { InputRow } from './row.js';

export const READY = {
  'ready-when': {
    group: 'ready',
    description:
      'What must be true before the run goes on: `running`, `status-checks`, `user-data` (all layers ended well), `tcp:PORT`, `http:PORT/PATH`, `https:PORT/PATH`, `ssm` (the SSM agent is online), `console:/REGEX/`. Without it: `user-data` where there are layers, else `status-checks`.',
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
} satisfies Record<string, InputRow>;
