/** One run that is broken in one way at one request, what cleans up after it, and the run that follows. */
import type { WorldDump } from '../../src/endpoint/world/dump.js';
import { readUnsealed } from '../../src/undo/journal.js';
import type { Job, StepEnd } from '../support/runner.js';
import { type Finding, findings, halfMade, type Look } from './oracle.js';
import type { Inputs, Scenario } from './scenario.js';
import { idsOf } from './scenarios/shared.js';
import { OTHER_REGION, REGION, type Stage } from './stage.js';
import type { Way } from './ways.js';

export interface Case {
  readonly scenario: Scenario;
  readonly way: Way;
  /** From 1. */
  readonly n: number;
}

export interface Outcome {
  /** How the main step ended; `past`: before there was an n-th request. */
  readonly ended: 'well' | 'red' | 'killed' | 'past';
  readonly findings: readonly Finding[];
  /** How often the action ran, its post step counted. */
  readonly runs: number;
  /** What the steps said, for whoever looks into it. */
  readonly log: string;
}

/** What the cloud is at by itself, such as an end that Auto Scaling was told to make, is over after that. */
const SETTLE_MS = 10 * 60_000;
/** Longer than anything has to live, and than prune leaves the half-made in peace. */
const LOST_MS = 10 * 86_400_000;

export async function brokenRun(stage: Stage, { scenario, way, n }: Case): Promise<Outcome> {
  const { control } = stage;
  const { job, jump } = stage.broken('1', scenario.files);
  const inputs = await scenario.setUp(stage, job);
  await stage.pass(60_000);
  const before = control.world();
  const { main, struck } = await breakIt(stage, { job, inputs, jump }, { way, n });
  const ended = control.world();
  if (way.imagingFails === true) {
    const images = Object.values(ended.regions).flatMap((region) => region.images);
    for (const { id, state } of images)
      if (state === 'pending') control.images.change({ imageId: id, state: 'failed' });
  }
  if (way.goesOn !== true) control.faults.clear();
  const cleaned =
    way.lost === true ? await pruned(stage, scenario) : [await job.post(withoutJournal(main, way))];
  const unfinished = halfMade(before, control.world());
  await stage.pass(SETTLE_MS);
  const look = lookAfter(main, {
    scenario,
    before,
    now: control.world(),
    lost: way.lost === true || way.noJournal === true,
    pruned: way.lost === true,
  });
  const found = [
    ...unfinished,
    ...findings(look),
    ...wentWrong(main, cleaned, look),
    ...notBack(look, ended),
  ];
  const next = await follow(stage, job, inputs, look);
  job.remove();
  return {
    ended: !struck ? 'past' : main.killedBy !== null ? 'killed' : main.code === 0 ? 'well' : 'red',
    findings: [...found, ...next.findings],
    runs: 3 + cleaned.length,
    log: [main, ...cleaned, next.end].map(({ log }) => log).join('\n--\n'),
  };
}

/** As post finds it. */
function withoutJournal(main: StepEnd, { noJournal }: Way): StepEnd {
  return noJournal === true ? { ...main, state: { ...main.state, journal: '/nowhere/journal.jsonl' } } : main;
}

interface Main {
  readonly job: Job;
  readonly inputs: Inputs;
  readonly jump: (ms: number) => void;
}

async function breakIt(
  stage: Stage,
  { job, inputs, jump }: Main,
  { way, n }: Omit<Case, 'scenario'>,
): Promise<{ readonly main: StepEnd; readonly struck: boolean }> {
  let seen = 0;
  const step = job.start(inputs);
  const off = stage.control.onRequest((when, request) => {
    if (when === (way.when ?? 'before') && (seen += 1) === n) way.strike({ stage, step, request, jump });
  });
  const main = await step.ended;
  off();
  return { main, struck: seen >= n };
}

function lookAfter(main: StepEnd, look: Pick<Look, 'scenario' | 'before' | 'now' | 'lost' | 'pruned'>): Look {
  const succeeded = main.code === 0;
  const journal = readUnsealed(main.state['journal'] ?? '');
  const groups = journal.flatMap((line) =>
    line.do === 'creating' && line.kind === 'group' ? line.entry : [],
  );
  const foundGood = journal.some((line) => line.do === 'done' && groups.includes(line.entry));
  return { ...look, succeeded, foundGood, named: new Set(succeeded ? idsOf(main) : []) };
}

/** What is not as it should be of the steps themselves: a run that says it went well has done its work, and cleaning up goes well. */
function wentWrong(main: StepEnd, cleaned: readonly StepEnd[], { scenario, now, before }: Look): Finding[] {
  const right = main.code === 0 ? scenario.right(main, now, before) : [];
  const red = cleaned.filter(({ code }) => code !== 0);
  return [
    ...right.map((words) => ({ kind: 'lost' as const, words: `after a run that went well: ${words}` })),
    ...red.map(({ log }) => ({ kind: 'left' as const, words: `cleaning up went red: ${log}` })),
    ...[main, ...cleaned]
      .filter(({ code }) => code === 70)
      .map(({ log }) => ({ kind: 'lost' as const, words: `it threw: ${log}` })),
  ];
}

/** Where there was a post step that had the journal. */
function notBack({ scenario, succeeded, lost, before, now }: Look, ended: WorldDump): Finding[] {
  if (succeeded || lost) return [];
  return (scenario.back?.(before, ended, now) ?? []).map((words) => ({ kind: 'lost', words }));
}

async function pruned(stage: Stage, { files, prune = {} }: Scenario): Promise<StepEnd[]> {
  await stage.pass(LOST_MS);
  const ends: StepEnd[] = [];
  for (const region of [REGION, OTHER_REGION]) {
    const job = stage.job('2', files);
    const bucket = region === REGION ? prune : {};
    ends.push(await job.run({ mode: 'prune', region, ...bucket }));
    job.remove();
  }
  return ends;
}

/** The same once more, with nothing in its way. */
async function follow(stage: Stage, broken: Job, inputs: Inputs, look: Look) {
  const { scenario, before } = look;
  const files = scenario.heal?.(stage) ?? scenario.files;
  const job = scenario.sameJob === true ? broken : stage.job('3', files);
  const end = await job.run(inputs);
  const post = await job.post(end);
  await stage.pass(SETTLE_MS);
  const now = stage.control.world();
  const named = new Set([...look.named, ...idsOf(end)]);
  const all: Finding[] = [
    ...(end.code === 0 ? [] : [{ kind: 'next' as const, words: `the next run failed: ${end.log}` }]),
    ...(post.code === 0 ? [] : [{ kind: 'next' as const, words: `the next post failed: ${post.log}` }]),
    ...(end.code === 0
      ? scenario.right(end, now, before).map((words) => ({ kind: 'next' as const, words }))
      : []),
    ...findings({ ...look, now, named, succeeded: true, lost: look.lost }),
  ];
  if (job !== broken) job.remove();
  return { end, findings: all };
}
