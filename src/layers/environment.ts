import type { LayerEnvironment } from './kind.js';

/** How scripts get at variables whose values can't stand in their text. */
export const ENVIRONMENT: LayerEnvironment = { prefix: 'AMI_LAUNCH_' };

/** The environment variable by which a layer gets at a variable. */
export function variableFor(name: string, { prefix, lowerCase }: LayerEnvironment): string {
  return prefix + (lowerCase ? name.toLowerCase() : name).replaceAll('-', '_');
}
