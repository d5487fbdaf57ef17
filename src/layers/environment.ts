import type { LayerEnvironment } from './kind.js';

/** How scripts get at variables whose values can't stand in their text. */
export const ENVIRONMENT: LayerEnvironment = { prefix: 'AMI_LAUNCH_', namedBy: 'environment' };

/** The environment variable by which a layer gets at a variable. */
export function variableFor(name: string, { prefix }: LayerEnvironment): string {
  return prefix + name.replaceAll('-', '_');
}
