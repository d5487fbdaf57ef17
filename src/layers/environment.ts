import type { LayerEnvironment } from './kind.js';

/** How scripts get at variables whose values can't stand in their text. */
export const ENVIRONMENT: LayerEnvironment = { prefix: 'AMI_LAUNCH_', namedBy: 'environment' };
