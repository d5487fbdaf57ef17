/** What a prune could have come to. */
import type { PruneResult } from '../../src/modes/result.js';
import { PruneIncomplete } from '../../src/prune/incomplete.js';

/** @param text stands wherever something comes from elsewhere */
export function pruned(text?: string): PruneResult {
  const id = (usual: string) => text ?? usual;
  return {
    mode: 'prune',
    region: text ?? 'eu-west-1',
    dryRun: false,
    repository: text ?? 'octo/web',
    images: 214,
    lineages: 2,
    gone: [
      {
        kind: 'image',
        count: 203,
        gib: 1624,
        first: [
          { id: id('ami-0f1'), name: text ?? 'web-al2023-1f2e3d4c5b6a', why: 'superseded, 40 days old' },
        ],
      },
      {
        kind: 'builder',
        count: 1,
        gib: 0,
        first: [{ id: id('i-0b'), name: text ?? 'web builder', why: 'over' }],
      },
      { kind: 'snapshot', count: 1, gib: 8, first: [{ id: id('snap-0a'), name: '', why: 'unused' }] },
    ],
    stayed: [
      {
        why: 'among the newest of the lineage',
        count: 6,
        first: [{ id: id('ami-0aa'), name: text ?? 'web' }],
      },
      {
        why: 'in use',
        count: 3,
        first: [{ id: id('ami-0bb'), name: text ?? 'web', more: text ?? 'instance i-0c' }],
      },
    ],
    left: {
      count: 2,
      first: [
        // The lines of a message are a list; what comes from elsewhere in it is never more than one.
        {
          kind: 'image',
          id: id('ami-0cc').replace(/\s+/g, ' '),
          name: (text ?? 'web').replace(/\s+/g, ' '),
          why: (text ?? 'no').replace(/\s+/g, ' '),
        },
      ],
    },
  };
}

export const incomplete = (text?: string) => new PruneIncomplete(pruned(text));
