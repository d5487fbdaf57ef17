import type { BakeFacts } from '../modes/result.js';
import type { BakePlan } from './plan.js';

/** What is known of an image before anything is changed: all of it where it is reused. */
export function bakeFacts({ chain, layers, lineage, passes, start }: BakePlan): BakeFacts {
  const { id, name } = start.image;
  return {
    fingerprint: chain.at(-1) ?? '',
    lineage,
    layers: layers.map((layer, index) => ({
      name: layer,
      fingerprint: chain[index + 1] ?? '',
      reused: index < start.layers,
    })),
    start: { id, name },
    image: passes.length === 0 ? { id, name } : undefined,
    took: undefined,
    builderId: undefined,
    after: undefined,
  };
}
