/** A step's plan as a workflow would write it. */
import { createHash } from 'node:crypto';
import type { StepPlan } from './acts.js';
import type { Book } from './book.js';
import { BUCKET, PARAMETER, SUBNETS } from './scene.js';

/** More than EC2 takes, and nothing that gzip makes smaller. */
const BIG = Array.from({ length: 500 }, (_, n) =>
  createHash('sha256').update(String(n)).digest('base64'),
).join('\n# ');

const BAKE = { bake: 'first.sh\nsecond.sh', 'bake-timeout': '20m', 'image-name': 'web' };
const READY = { 'ready-timeout': '5m' };
const TYPES = { 'instance-type': 't3.micro, t3a.micro' };

export function files({ layers }: Book): Record<string, string> {
  const script = (name: string, version: number) => `#!/bin/sh\necho ${name} ${version}\n`;
  return {
    'app.sh': script('app', layers.app),
    'first.sh': script('first', layers.first),
    'second.sh': script('second', layers.second),
    'big.sh': `#!/bin/sh\n# ${BIG}\n`,
  };
}

/** @param ids what the first step of the job named, and what the run before did */
export function inputs(step: StepPlan, ids: readonly string[]): Record<string, string> {
  switch (step.mode) {
    case 'launch':
      return {
        app: step.staged ? 'app.sh\nbig.sh' : 'app.sh',
        ...(step.staged && { 'staging-bucket': BUCKET }),
        ...TYPES,
        ...READY,
        ...(step.hybrid && BAKE),
        count: String(step.count),
        ...(step.terminate && { terminate: step.terminate }),
        ...(step.ttlMinutes && { 'ttl-minutes': String(step.ttlMinutes) }),
        ...(step.keepFailed && { 'keep-failed': 'true' }),
      };
    case 'bake':
      return {
        mode: 'bake',
        ...BAKE,
        ...TYPES,
        ...(step.publish && { 'publish-parameter': PARAMETER }),
        ...(step.copy && { 'copy-to-regions': 'us-east-1' }),
        ...(step.keepImages && { 'keep-images': String(step.keepImages) }),
      };
    case 'rollout':
      return {
        mode: 'rollout',
        'auto-scaling-group': step.group,
        // Without it the base image is what the group's launch template launches.
        'base-image': 'al2023',
        app: 'app.sh',
        ...READY,
        ...(step.hybrid && BAKE),
        'instance-warmup': '10s',
        'rollout-timeout': '20m',
        ...(step.group === 'made' && {
          'create-group': 'true',
          'subnet-id': SUBNETS.join(', '),
          'instance-type': 't3.micro',
          count: '2',
        }),
      };
    case 'prune':
      return {
        mode: 'prune',
        'keep-images': String(step.keepImages),
        'keep-days': String(step.keepDays),
        'staging-bucket': BUCKET,
      };
    case 'resolve':
      return { mode: 'resolve' };
    case 'terminate':
      if (step.of === 'ids') return { mode: 'terminate', 'instance-ids': ids.join('\n') };
      return { mode: 'terminate', 'terminate-scope': step.of };
  }
}
