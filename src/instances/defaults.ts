import { DEFAULT_ALIAS } from '../image/aliases.js';
import type { BaseImageSource } from '../image/sources.js';

/** What holds where neither an input nor a launch template says anything. */
export const DEFAULTS = {
  image: { kind: 'alias', alias: DEFAULT_ALIAS } satisfies BaseImageSource,
  instanceType: 't3.micro',
  count: 1,
  market: 'on-demand',
  volumeType: 'gp3',
} as const;
