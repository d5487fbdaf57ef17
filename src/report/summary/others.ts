import type { ResolveResult, TerminateResult } from '../../modes/result.js';
import { AGENT_NAMES } from '../../image/resolve.js';
import { blocks, bold, code, type Markdown, words, table } from '../markdown.js';
import { deprecationWarning } from './base.js';
import { linked } from './console-link.js';
import { lockPart } from './lock.js';
import { age, counted } from './words.js';

/** The current base image. */
export function resolvePage({ base, region, lock }: ResolveResult): Markdown {
  const rows: [string, Markdown | undefined][] = [
    ['Image', linked('image', base.id, region)],
    ['Name', code(base.name)],
    ['Asked for as', code(base.source)],
    ['Which follows', base.follows === undefined ? undefined : code(base.follows)],
    ['Publisher', words`${base.publisher} (${code(base.owner)})`],
    ['For', words`${base.os === 'windows' ? 'Windows' : 'Linux'}, ${base.architecture}`],
    ['User data is read by', words`${AGENT_NAMES[base.agent]}`],
    ['Made', day(base.created, age(base))],
    ['Deprecated from', day(base.deprecated)],
    ['Region', code(region)],
  ];
  return blocks(
    words`## 🧱 Base image ${code(base.source)}`,
    deprecationWarning(base),
    table(
      rows.filter(([, value]) => value !== undefined && value.markdown !== ''),
      [
        { head: 'What', cell: ([name]) => bold(name) },
        { head: 'Is', cell: ([, value]) => value },
      ],
    ),
    lock && lockPart(lock),
  );
}

function day(iso: string | undefined, more?: string): Markdown | undefined {
  if (iso === undefined) return undefined;
  return words`${iso.slice(0, 10)}${more === undefined ? '' : `, ${more}`}`;
}

/** Instances that were ended. */
export function terminatePage({ ended, gone, region }: TerminateResult): Markdown {
  const title =
    ended.length === 0
      ? words`## 🧹 There was nothing to end`
      : words`## 🧹 ${counted(ended.length, 'instance')} ended`;
  const rows = [
    ...ended.map((id) => ({ id, became: '✅ ended now' })),
    ...gone.map((id) => ({ id, became: 'had already ended' })),
  ];
  return blocks(
    title,
    table(rows, [
      { head: 'Instance', cell: ({ id }) => linked('instance', id, region) },
      { head: 'What became of it', cell: ({ became }) => became },
    ]),
    rows.length === 0
      ? undefined
      : words`Region ${code(region)}. EC2 lists ended instances for about an hour.`,
  );
}
