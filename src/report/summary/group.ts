import type { KnownFacts, RefreshFacts, RolledInstance, RolloutFacts } from '../../modes/result.js';
import { grouped } from '../../grouped.js';
import { alert, blocks, bold, code, joined, type Markdown, prose, table, words } from '../markdown.js';
import { linked, linkedRefresh } from './console-link.js';
import type { Fate } from './fate.js';
import { took } from './words.js';

/** `web` version 3 → **4** */
export function versionWords(
  { template, version, before }: Partial<RolloutFacts>,
  region: string | undefined,
): Markdown | undefined {
  if (template === undefined) return undefined;
  const which =
    version === undefined
      ? words`${before ?? ''} → ${bold('a new one')}`
      : before === undefined || before === version
        ? words`${version}`
        : words`${before} → ${bold(version)}`;
  return words`template ${linked('template', template.id, region)} (${template.name}) version ${which}`;
}

/** A refresh with how far it came. */
export function refreshWords(
  { id, status, percent, seconds, takenOver }: RefreshFacts,
  group: string,
  region: string | undefined,
): Markdown {
  const begun = takenOver ? ', which another run had started' : '';
  const far = status === 'Successful' ? words`took` : words`${status} at ${percent} % after`;
  return words`instance refresh ${linkedRefresh(id, group, region)}${begun}: ${far} ${bold(took(seconds * 1000))}`;
}

/** Of each zone so many IDs. */
const MOST_IDS = 3;

interface Zone {
  readonly zone: string;
  readonly instances: readonly RolledInstance[];
}

/** The instances of a group by their zones: a row each, however many they are. */
export function zonesPart(
  instances: readonly RolledInstance[],
  region: string | undefined,
): Markdown | undefined {
  const names = [...new Set(instances.map(({ zone }) => zone))].sort();
  const zones = names.map((zone) => ({ zone, instances: instances.filter((one) => one.zone === zone) }));
  const rows = table<Zone>(zones, [
    { head: 'Zone', cell: ({ zone }) => zone },
    { head: 'Instances', cell: (zone) => grouped(zone.instances.length), align: 'right' },
    { head: 'Types', cell: (zone) => tally(zone.instances.map(({ instanceType }) => instanceType)) },
    { head: 'State', cell: (zone) => tally(zone.instances.map(stateOf)) },
    { head: 'Such as', cell: (zone) => firstOf(zone, region) },
  ]);
  return rows && blocks(words`### Instances`, rows);
}

function stateOf({ lifecycle, healthy }: RolledInstance): string {
  return healthy ? lifecycle : `${lifecycle}, not healthy`;
}

const MOST_KINDS = 4;

/** `t3.micro` × 3, `t3a.micro` × 1 */
function tally(texts: readonly string[]): Markdown {
  const kinds = [...new Set(texts)]
    .map((text) => ({ text, count: texts.filter((one) => one === text).length }))
    .sort((one, other) => other.count - one.count);
  const told = kinds
    .slice(0, MOST_KINDS)
    .map(({ text, count }) => (kinds.length === 1 ? code(text) : words`${code(text)} × ${grouped(count)}`));
  return joined([...told, kinds.length > MOST_KINDS ? `${kinds.length - MOST_KINDS} more` : undefined], ', ');
}

function firstOf({ instances }: Zone, region: string | undefined): Markdown {
  const more = instances.length > MOST_IDS ? '…' : undefined;
  return joined(
    [...instances.slice(0, MOST_IDS).map(({ id }) => linked('instance', id, region)), more],
    ', ',
  );
}

/** What a failed roll-out has left of the group; nothing where none was begun. */
export function groupFate(
  { rollout, region }: KnownFacts,
  { pending, back }: Pick<Fate, 'pending' | 'back'>,
): Markdown | undefined {
  if (rollout?.group === undefined) return undefined;
  const { group, refresh, before, rolledBack } = rollout;
  const parts = [
    linked('group', group, region),
    versionWords(rollout, region),
    refresh && refreshWords(refresh, group, region),
  ];
  return blocks(
    words`### The group`,
    becameOf({ group, refresh, before, rolledBack }, { pending, back }),
    joined(parts, ' · '),
  );
}

type Ended = Partial<Pick<RolloutFacts, 'group' | 'refresh' | 'before' | 'rolledBack'>>;

function becameOf(
  { group = '', refresh, before, rolledBack }: Ended,
  { pending, back }: Pick<Fate, 'pending' | 'back'>,
): Markdown {
  if (pending.length > 0) return alert('WARNING', prose(pending.join(' ')));
  // What the end of the step said comes after what the roll-out did.
  const last = back.length > 0 ? back.join(' ') : rolledBack;
  if (last !== undefined) return alert('NOTE', prose(last));
  if (refresh === undefined) {
    const still =
      before === undefined ? words`` : words` It still has version ${before} of its launch template.`;
    return alert('NOTE', words`No instance of the group ${code(group)} was replaced.${still}`);
  }
  return alert('WARNING', words`The group ${code(group)} is not back where it was.`);
}
