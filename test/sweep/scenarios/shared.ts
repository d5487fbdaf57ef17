import { createHash } from 'node:crypto';
import type { StepEnd } from '../../support/runner.js';

/** Bytes that do not get smaller, and are the same in every run. */
const noise = Array.from({ length: 700 }, (_, index) =>
  createHash('sha256').update(`${index}`).digest('base64'),
).join('');
/** User data that EC2 has no room for. */
export const BIG = `#!/bin/sh\n# ${noise}\n`;
export const SMALL = '#!/bin/sh\ntrue\n';

export function idsOf({ outputs }: StepEnd): string[] {
  return JSON.parse(outputs['instance-ids'] ?? '[]') as string[];
}
