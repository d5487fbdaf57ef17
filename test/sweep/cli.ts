/**
 * Breaks runs of the action at each of their requests, in each way, and looks at what the cloud says of it afterwards.
 *
 *   npm run build && npm run sweep [-- SCENARIO [WAY [N]]]
 *   npm run sweep -- --short            a few of them, for every `npm test`
 *   npm run sweep -- --every [SCENARIO [WAY]]    also at the requests that only look again
 *
 * With N it shows what that run has said.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Outcome } from './broken-run.js';
import { startPool } from './pool.js';
import { type Done, failure, passed, repeat, runsOf, table } from './report.js';
import { SCENARIO_NAMES } from './scenarios/names.js';
import { type Asked, SHORT_SCENARIOS, shortTasks, tasksOf } from './tasks.js';
import { WAYS } from './ways.js';
import type { Task } from './worker.js';

const say = (text: string) => void process.stdout.write(`${text}\n`);
/** A sign of life after so many. */
const PROGRESS = 100;

async function sweep(asked: Asked, short: boolean): Promise<boolean> {
  const cores = availableParallelism();
  const pools = { inside: startPool('inside', short ? 1 : cores + 1), process: startPool('process', cores) };
  try {
    const scenarios = short
      ? SHORT_SCENARIOS
      : SCENARIO_NAMES.filter((name) => name === (asked.scenario ?? name));
    const tasks: Task[] = [];
    await pools.inside.all<string[]>(
      scenarios.map((scenario) => ({ scenario })),
      ({ scenario }, answer) => {
        if ('thrown' in answer) throw new Error(`${scenario}: ${answer.thrown}`);
        const actions = answer.result;
        const more = short ? shortTasks(scenario, actions) : tasksOf(scenario, actions, asked);
        say(`${scenario}: ${actions.length} requests, broken ${more.length} times`);
        tasks.push(...more);
      },
    );
    const done: Done[] = [];
    const told = (task: Task, answer: Done['answer']) => {
      done.push({ task, answer });
      if (!passed({ task, answer })) say(`\n${failure({ task, answer })}`);
      if (done.length % PROGRESS === 0) say(`${done.length} of ${tasks.length}`);
      if (asked.n !== undefined && 'result' in answer) say(answer.result.log);
    };
    const byProcess = ({ way = '' }: Task) => WAYS[way]?.process === true;
    await Promise.all([
      pools.inside.all<Outcome>(
        tasks.filter((task) => !byProcess(task)),
        told,
      ),
      pools.process.all<Outcome>(tasks.filter(byProcess), told),
    ]);
    return tell(tasks, done);
  } finally {
    pools.inside.end();
    pools.process.end();
  }
}

/** In the order of the tasks, however they ended. */
function tell(tasks: readonly Task[], done: readonly Done[]): boolean {
  const all = tasks.flatMap((task) => done.find((one) => one.task === task) ?? []);
  const failed = all.filter((one) => !passed(one));
  say(`\n${table(all)}\n\nThe action ran ${runsOf(all)} times, its post step counted.`);
  for (const { task } of failed) say(`failed: ${repeat(task)}`);
  say(`\n${all.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && all.length > 0;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, every: { type: 'boolean', default: false } },
});
const [scenario, way, n] = positionals;
if (scenario !== undefined && !SCENARIO_NAMES.includes(scenario))
  throw new Error(`There is no scenario ${scenario}, but ${SCENARIO_NAMES.join(', ')}.`);
if (way !== undefined && WAYS[way] === undefined)
  throw new Error(`There is no way ${way}, but ${Object.keys(WAYS).join(', ')}.`);
const asked = { scenario, way, n: n === undefined ? undefined : Number(n), every: values.every };
process.exitCode = (await sweep(asked, values.short)) ? 0 : 1;
