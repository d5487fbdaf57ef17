/** Breaks runs, one after the other, as it is told by the process that has started it. */
import { virtualTime } from '../support/inside/virtual-time.js';

/** Within one process in virtual time, or with processes of their own. */
const byProcess = process.argv[2] === 'process';
const time = byProcess ? undefined : virtualTime(Date.parse('2026-11-28T00:00:00Z'));
const { brokenRun } = await import('./broken-run.js');
const { SCENARIOS } = await import('./scenarios/table.js');
const { processStage, virtualStage } = await import('./stage.js');
const { WAYS } = await import('./ways.js');
const { shareEnvironment } = await import('../support/inside/job.js');
const { countRequests } = await import('./count.js');

export interface Task {
  readonly scenario: string;
  /** Left out: the requests of the scenario are counted. */
  readonly way?: string;
  readonly n?: number;
}

shareEnvironment('http://127.0.0.1:9');
const until = <T>(work: Promise<T>) => (time === undefined ? work : time.until(work));

async function carryOut({ scenario: name, way: wayName, n = 1 }: Task): Promise<unknown> {
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new Error(`There is no scenario ${name}.`);
  const stage = await until(time === undefined ? processStage() : virtualStage(time));
  try {
    if (wayName === undefined) return await until(countRequests(stage, scenario));
    const way = WAYS[wayName];
    if (way === undefined) throw new Error(`There is no way ${wayName}.`);
    return await until(brokenRun(stage, { scenario, way, n }));
  } finally {
    await stage.close();
  }
}

process.on('message', (task: Task) => {
  carryOut(task).then(
    (result) => process.send?.({ result }),
    (thrown: unknown) => process.send?.({ thrown: thrown instanceof Error ? thrown.stack : String(thrown) }),
  );
});
// It loses interest in us: so there is no more to do.
process.on('disconnect', () => process.exit());
