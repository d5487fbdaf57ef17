/** What must hold of Auto Scaling groups: one version, full size, never too few in service. */
import type { GroupDump } from '../../src/endpoint/world/scaling/dump.js';
import { type Book, isGreen, type JobRecord, mayLeave, runsOf } from './book.js';
import { region, type Scene } from './scene.js';

export function groupNamed(scene: Scene, name: string): GroupDump | undefined {
  return region(scene)?.autoScalingGroups.find((one) => one.name === name);
}

/** Notes what the roll-outs of a command have made of the groups, and whether that is one of what they may have. */
export function noteRollouts(jobs: readonly JobRecord[], scene: Scene, book: Book): string[] {
  const runs = jobs.flatMap((job) => job.runs).filter(({ plan }) => plan.mode === 'rollout');
  const wrong: string[] = [];
  for (const name of ['web', 'made'] as const) {
    const mine = runs.filter(({ plan }) => plan.mode === 'rollout' && plan.group === name);
    if (mine.length === 0) continue;
    const shown = groupNamed(scene, name);
    const green = mine.filter(isGreen);
    if (name === 'made' && shown === undefined) {
      if (green.length > 0) wrong.push(`the group ${name} is not there after a green roll-out`);
      if (book.groups.has(name)) wrong.push(`the group ${name} is gone`);
      continue;
    }
    const book_ = book.groups.get(name) ?? { versions: new Set(), desired: 2, disturbed: undefined };
    book.groups.set(name, book_);
    const targets = green.flatMap(({ end }) => end?.outputs['launch-template-version'] ?? []);
    const sure = green.length > 0 && mine.every((run) => isGreen(run) || !mayLeave(run));
    if (sure) book_.versions = new Set(targets);
    else for (const target of targets) book_.versions.add(target);
    const noisy = jobs.some(({ disturbed, lost }) => disturbed || lost) || mine.some(mayLeave);
    if (noisy) book_.disturbed ??= 'a roll-out of it was disturbed';
    else if (green.length > 0) book_.disturbed = undefined;
    if (!noisy && book_.disturbed === undefined && name === 'web')
      wrong.push(...tooFew(shown, jobs, book_.desired));
  }
  return wrong;
}

/** `min-healthy-percentage` is 100 where nobody says otherwise. */
function tooFew(group: GroupDump | undefined, jobs: readonly JobRecord[], desired: number): string[] {
  const runs = jobs.flatMap((job) => job.runs);
  const from = Math.min(...runs.map(({ startedAt }) => startedAt));
  const low = (group?.history ?? []).filter(({ at, inService }) => at >= from && inService < desired);
  return low.map(
    ({ at, inService }) => `${inService} of ${desired} were in service at ${new Date(at).toISOString()}`,
  );
}

export function checkGroups(scene: Scene, book: Book): string[] {
  const wrong: string[] = [];
  for (const [name, { versions, desired, disturbed }] of book.groups) {
    const shown = groupNamed(scene, name);
    if (shown === undefined) {
      wrong.push(`the group ${name} is gone`);
      continue;
    }
    if (disturbed !== undefined) continue;
    const serving = shown.instances.filter(({ lifecycle }) => lifecycle === 'InService');
    if (serving.length !== desired) wrong.push(`${serving.length} of ${desired} serve in the group ${name}`);
    const on = new Set(serving.map(({ version }) => version));
    if (on.size > 1) wrong.push(`the group ${name} is on versions ${[...on].join(' and ')}`);
    // A run that was killed after it had found the group good has not told its version.
    for (const version of versions.size === 0 ? [] : on)
      if (!versions.has(version ?? ''))
        wrong.push(`the group ${name} is on version ${version ?? ''}, not ${[...versions].join(' or ')}`);
  }
  const made = groupNamed(scene, 'made');
  const makers = runsOf(book).filter(({ plan }) => plan.mode === 'rollout' && plan.group === 'made');
  if (made !== undefined && !book.groups.has('made') && !makers.some(mayLeave))
    wrong.push('the group made is there, and no run has made it');
  return wrong;
}
