/** What was done in all, for the table. */
import type { Act } from './acts.js';
import type { RunRecord } from './book.js';
import type { Scene } from './scene.js';

export type Tally = Record<string, number>;

const DAY_MS = 86_400_000;

export function count(tally: Tally, acts: readonly Act[], runs: readonly RunRecord[], scene: Scene): void {
  const add = (name: string, n: number) => (tally[name] = (tally[name] ?? 0) + n);
  add('sequences', 1);
  for (const { plan, end } of runs) {
    add(`runs: ${plan.mode === 'launch' && plan.hybrid ? 'hybrid launch' : plan.mode}`, 1);
    if (end?.code === 0) add('green runs', 1);
  }
  const jobs = new Set(runs.map(({ job }) => job));
  for (const { brokenBy, lost } of jobs) {
    if (lost) add('runners lost', 1);
    else if (brokenBy === 'SIGKILL') add('kills', 1);
    else if (brokenBy === 'SIGINT') add('cancels', 1);
  }
  for (const act of acts) {
    if (act.do === 'console') add('manual actions', 1);
    if (act.do === 'release') add('base images released', 1);
    if (act.do === 'edit') add('layer edits', 1);
    if (act.do !== 'jobs') continue;
    if (act.jobs.length > 1) add('commands with jobs at once', 1);
    add('faults', act.faults?.length ?? 0);
    for (const { act: done } of act.meanwhile ?? [])
      add(done.act === 'release' ? 'base images released' : 'manual actions', 1);
  }
  add('virtual days', (scene.clock.now() - scene.startedAt) / DAY_MS);
  add('requests', scene.endpoint.control.record().length);
}
