import { failsAt } from '../../modes/fails-at.js';
import type { PlannedPlace, PlanResult } from '../../modes/result.js';
import { allPlaces, placeName } from '../../instances/placement.js';
import { blocks, bold, bullets, code, joined, type Markdown, words, table } from '../markdown.js';
import { baseLine, deprecationWarning } from './base.js';
import { linked } from './console-link.js';
import { plannedRolloutPage } from './planned-rollout.js';
import { imagePart } from './image.js';
import { lineage } from './lineage.js';
import { permissionsPart } from './permissions.js';
import { plannedPlaces } from './places.js';
import { userDataPart } from './user-data.js';
import { counted, took } from './words.js';

/** What a launch would do, and whether it could. */
export function planPage(plan: PlanResult): Markdown {
  const { base, region, places, userData, count } = plan;
  if (plan.rollout !== undefined) return plannedRolloutPage(plan, plan.rollout);
  const first = failsAt(places) ?? places.find(({ verdict }) => verdict !== 'refused') ?? places[0];
  return blocks(
    headline(plan),
    words`Nothing was changed. This is what a launch with these inputs would do now.`,
    deprecationWarning(base),
    lineage(
      {
        base,
        bake: plan.bake,
        imageSource: plan.imageSource,
        template: plan.template,
        userData,
        count,
        ...(first && { place: placeName(first) }),
      },
      'planned',
    ),
    facts(plan),
    imagePart(plan),
    plan.then.length === 0 ? undefined : bullets(plan.then),
    plannedPlaces(places, region),
    permissionsPart(plan.permissions),
    userDataPart(userData),
  );
}

function headline({ count, places, permissions }: PlanResult): Markdown {
  const what = counted(count, 'instance');
  if (permissions.missing.length > 0)
    return words`## ❌ Plan: ${what}, but ${counted(permissions.missing.length, 'permission')} missing`;
  const among = (wanted: PlannedPlace['verdict']) =>
    places.filter(({ verdict }) => verdict === wanted).length;
  const [would, refused, notAsked] = [among('would-launch'), among('refused'), among('not-asked')];
  if (refused === places.length)
    return words`## ❌ Plan: ${what}, but EC2 would refuse in ${allPlaces(places)}`;
  const failing = failsAt(places);
  if (failing !== undefined)
    return words`## ❌ Plan: ${what}, but a launch would fail at ${placeName(failing)}`;
  if (would === 0 && refused > 0)
    return words`## ❌ Plan: ${what}, but EC2 would refuse in ${refused} of ${places.length} places`;
  if (would === 0) return words`## ❔ Plan: ${what}, but EC2 could not be asked`;
  const where = [
    words`in ${would} of ${places.length} places`,
    refused === 0 ? undefined : words`${refused} refused`,
    notAsked === 0 ? undefined : words`${notAsked} not asked`,
  ];
  const exactly = would === places.length ? words`` : words` (${joined(where, ', ')})`;
  return words`## 📋 Plan: ${what} would be launched${exactly}`;
}

function facts(plan: PlanResult): Markdown | undefined {
  const { base, region, template, count, readyWhen, tookBefore, amiId } = plan;
  const awaited = readyWhen.map((name) => {
    const before = tookBefore[name];
    return before === undefined ? code(name) : words`${code(name)} (${took(before * 1000)} before)`;
  });
  const rows: [string, Markdown | undefined][] = [
    ['Region', code(region)],
    ['Base image', baseLine(base, region)],
    ['Launched image', amiId === undefined || amiId === base.id ? undefined : linked('image', amiId, region)],
    [
      'Launch template',
      template &&
        words`${linked('template', template.id, region)} ${code(template.name)}, version ${template.version}`,
    ],
    ['Instances', words`${count}`],
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
