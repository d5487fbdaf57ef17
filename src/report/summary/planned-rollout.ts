import { NOT_ASKED_OF_AUTO_SCALING, rolloutSentences } from '../../modes/rollout-sentences.js';
import type { PlannedRollout } from '../../modes/planned-rollout.js';
import type { PlanResult } from '../../modes/result.js';
import { allPlaces } from '../../instances/placement.js';
import { blocks, bold, bullets, code, joined, type Markdown, prose, table, words } from '../markdown.js';
import { baseLine, deprecationWarning } from './base.js';
import { linked, linkedRefresh } from './console-link.js';
import { versionWords } from './group.js';
import { imagePart } from './image.js';
import { lineage } from './lineage.js';
import { permissionsPart } from './permissions.js';
import { plannedPlaces } from './places.js';
import { userDataPart } from './user-data.js';
import { counted, took } from './words.js';

/** What a roll-out would do, and how much of that AWS could be asked about. */
export function plannedRolloutPage(plan: PlanResult, rollout: PlannedRollout): Markdown {
  const { base, region, userData } = plan;
  return blocks(
    headline(plan, rollout),
    words`Nothing was changed. This is what a roll-out with these inputs would do now.`,
    deprecationWarning(base),
    lineage({ ...plan, rollout: inDiagram(rollout) }, 'planned'),
    bullets(rolloutSentences(rollout).map(prose)),
    facts(plan, rollout),
    imagePart(plan),
    bullets(plan.then),
    plannedPlaces(plan.places, region, words`Where the group launches`),
    permissionsPart(plan.permissions),
    words`${NOT_ASKED_OF_AUTO_SCALING}`,
    userDataPart(userData),
  );
}

function headline(
  { places, permissions }: PlanResult,
  { action, group, desired, outdated }: PlannedRollout,
): Markdown {
  const name = code(group);
  if (permissions.missing.length > 0)
    return words`## ❌ Plan: the group ${name}, but ${counted(permissions.missing.length, 'permission')} missing`;
  if (action === 'unchanged') return words`## 📋 Plan: the group ${name} is what it should be`;
  if (action === 'change')
    return words`## 📋 Plan: the group ${name} would be put right, no instance replaced`;
  if (places.length > 0 && places.every(({ verdict }) => verdict === 'refused'))
    return words`## ❌ Plan: the group ${name}, but EC2 would refuse in ${allPlaces(places)}`;
  return action === 'create'
    ? words`## 📋 Plan: the group ${name} would be created, of ${counted(desired, 'instance')}`
    : words`## 📋 Plan: the group ${name} would be rolled, ${outdated} of ${counted(desired, 'instance')} replaced`;
}

/** As the diagram of a roll-out has them. */
function inDiagram({ group, template, version, before, desired, action }: PlannedRollout) {
  return {
    group,
    desired,
    before,
    ...(template && { template }),
    ...(version !== undefined && { version }),
    ...((action === 'unchanged' || action === 'change') && { action: 'unchanged' as const }),
  };
}

function facts(plan: PlanResult, rollout: PlannedRollout): Markdown | undefined {
  const { base, region, amiId, readyWhen, tookBefore } = plan;
  const { group, running, desired, action } = rollout;
  const awaited = readyWhen.map((name) => {
    const before = tookBefore[name];
    return before === undefined ? code(name) : words`${code(name)} (${took(before * 1000)} before)`;
  });
  const rows: [string, Markdown | undefined][] = [
    ['Region', code(region)],
    ['Group', action === 'create' ? code(group) : linked('group', group, region)],
    ['Launch template', launchTemplate(rollout, region)],
    ['Base image', baseLine(base, region)],
    ['Launched image', amiId === undefined || amiId === base.id ? undefined : linked('image', amiId, region)],
    ['Instances', words`${desired}`],
    ['On its way', running && linkedRefresh(running.id, group, region)],
    ['Ready when', awaited.length === 0 ? undefined : joined(awaited, ', ')],
  ];
  return table(
    rows.filter(([, value]) => value !== undefined),
    [
      { head: 'What', cell: ([name]) => bold(name) },
      { head: 'Would be', cell: ([, value]) => value },
    ],
  );
}

function launchTemplate({ template, version, before }: PlannedRollout, region: string): Markdown | undefined {
  return versionWords(
    { ...(template && { template }), ...(version !== undefined && { version }), before },
    region,
  );
}
