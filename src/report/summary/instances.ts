import type { LaunchFacts } from '../../modes/result.js';
import type { InstanceFacts } from '../../instances/look.js';
import { blocks, code, type Markdown, words, table } from '../markdown.js';
import { linked } from './console-link.js';
import type { Fate } from './fate.js';

/** The instances with their addresses, and what became of each where a run has failed. */
export function instancesPart(
  { instances = [], region }: Partial<LaunchFacts>,
  fate?: Fate,
): Markdown | undefined {
  const rows = table<InstanceFacts>(instances, [
    { head: 'Instance', cell: ({ id }) => linked('instance', id, region) },
    { head: 'Now', cell: ({ id }) => fate && becameOf(id, fate) },
    { head: 'Type', cell: ({ instanceType }) => code(instanceType) },
    { head: 'Zone', cell: ({ zone }) => zone },
    { head: 'Public address', cell: ({ publicIp }) => publicIp },
    { head: 'Private address', cell: ({ privateIp }) => privateIp },
  ]);
  return rows && blocks(words`### Instances`, rows);
}

function becameOf(id: string, { ended, kept, left }: Fate): string | undefined {
  if (left.some((what) => what.includes(id))) return '⚠️ may still be there';
  if (kept.includes(id)) return '⚠️ kept, costs money';
  return ended.includes(id) ? 'ended' : undefined;
}
