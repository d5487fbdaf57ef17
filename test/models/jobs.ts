/** Jobs as GitHub runs them: their steps, what breaks them, and their post steps, some of them at once. */
import { startInside } from '../support/inside/job.js';
import type { Job, Step } from '../support/runner.js';
import type { Act, JobPlan, StepPlan } from './acts.js';
import { type Book, contents, type JobRecord, namedBy, type RunRecord, runsOf } from './book.js';
import { atConsole, release } from './console.js';
import { clearFaults, setFaults } from './faults.js';
import { files, inputs } from './inputs.js';
import type { Scene } from './scene.js';

/** No run of these may take longer, whatever becomes of it: a roll-out that waits for another, fails and goes back. */
const LONGEST_MS = 5 * 3_600_000;
/** From SIGINT to SIGKILL. Source: GitHub's documentation, "Workflow cancellation reference". */
const GRACE_MS = 10_000;

type Jobs = Extract<Act, { do: 'jobs' }>;

/** A job under way. */
interface Live {
  readonly record: JobRecord;
  readonly job: Job;
  /** The step that is running. */
  step?: Step | undefined;
  /** Told when its runner goes. */
  readonly gone: Promise<void>;
  lose(): void;
}

export async function runJobs(act: Jobs, scene: Scene, book: Book): Promise<JobRecord[]> {
  const lives = act.jobs.map((plan) => begin(plan, scene, book));
  const records = lives.map(({ record }) => record);
  setFaults(act.faults ?? [], scene, book);
  if ((act.faults ?? []).length > 0) for (const record of records) record.disturbed = true;
  const off = watch(act, lives, scene, book);
  const lasting = (act.faults ?? []).filter((fault) => 'untilPosts' in fault && fault.untilPosts);
  let running = lives.length;
  const mainsOver = () => {
    if ((running -= 1) > 0) return;
    clearFaults(scene, book);
    setFaults(lasting, scene, book);
  };
  await Promise.all(lives.map((live) => runJob(live, mainsOver, scene, book)));
  await off();
  clearFaults(scene, book);
  return records;
}

function begin(plan: JobPlan, scene: Scene, book: Book): Live {
  const before = book.jobs.at(-1);
  const fresh = String(Number(before?.runId ?? '4710') + 1);
  const runId = plan.sameRun === true && before !== undefined ? before.runId : fresh;
  const record: JobRecord = { plan, runId, runs: [], lost: false, disturbed: false };
  book.jobs.push(record);
  const job = startInside({
    clock: scene.clock,
    nonce: scene.nonce,
    files: files(book),
    env: { GITHUB_RUN_ID: runId, GITHUB_JOB: `job-${book.jobs.length}` },
  });
  scene.runners.push(job);
  let lose: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (lose = resolve));
  return { record, job, gone, lose };
}

/** Breaks jobs, and lets somebody act, at the requests that the plan names. Returns what stops that, and waits for somebody's end. */
function watch(act: Jobs, lives: readonly Live[], scene: Scene, book: Book): () => Promise<unknown> {
  const acting: Promise<void>[] = [];
  const seen = { before: 0, after: 0 };
  const until = scene.clock.now() + LONGEST_MS;
  const off = scene.endpoint.control.onRequest((when, { action }) => {
    if (scene.clock.now() > until) {
      for (const { record, step } of lives) {
        record.hangs ??= action;
        step?.kill('SIGKILL');
      }
    }
    const n = (seen[when] += 1);
    for (const live of lives) {
      const { broken } = live.record.plan;
      if (broken?.at === n && broken.when === when) breakIt(live, scene);
    }
    for (const { at, when: moment, act: done } of act.meanwhile ?? []) {
      if (at !== n || moment !== when) continue;
      for (const { record } of lives) record.disturbed = true;
      if (done.act === 'release') release(scene, book);
      else acting.push(atConsole(done, scene, book));
    }
  });
  return () => {
    off();
    return Promise.all(acting);
  };
}

function breakIt(live: Live, { clock }: Scene): void {
  const { record, step } = live;
  const { broken, lost } = record.plan;
  if (step === undefined || broken === undefined) return;
  record.brokenBy = broken.by;
  step.kill(broken.by);
  if (lost === true) {
    record.lost = true;
    step.kill('SIGKILL');
    live.lose();
  } else if (broken.by === 'SIGINT') void clock.sleep(GRACE_MS).then(() => step.kill('SIGKILL'));
}

async function runJob(live: Live, mainsOver: () => void, scene: Scene, book: Book): Promise<void> {
  const { record, job } = live;
  const { plan } = record;
  await scene.clock.sleep((plan.late ?? 0) * 1000);
  const steps = plan.then === undefined ? [plan.step] : [plan.step, plan.then];
  const done: RunRecord[] = [];
  for (const step of steps) {
    if (record.lost) break;
    done.push(await runStep(step, live, scene, book));
  }
  mainsOver();
  for (const run of done.reverse()) {
    if (record.lost || run.end === undefined) break;
    run.post = await job.post(run.end);
    scene.logs.push(run.post.log);
  }
}

async function runStep(plan: StepPlan, live: Live, scene: Scene, book: Book): Promise<RunRecord> {
  const { record, job } = live;
  const earlier = [...record.runs, ...runsOf(book)].flatMap(namedBy);
  const run: RunRecord = {
    n: runsOf(book).length + 1,
    plan,
    job: record,
    startedAt: scene.clock.now(),
    contents: contents(book),
  };
  record.runs.push(run);
  const own = record.runs.flatMap(namedBy);
  if (plan.mode === 'terminate') noteEnding(run, own.length > 0 ? own : earlier, book);
  const step = job.start(inputs(plan, own.length > 0 ? own : earlier.slice(-3)));
  live.step = step;
  const end = await step.ended;
  live.step = undefined;
  run.end = end;
  run.endedAt = scene.clock.now();
  scene.logs.push(end.log);
  return run;
}

/** What a run that ends others' instances may end: from now on nobody can count on those. */
function noteEnding(run: RunRecord, ids: readonly string[], book: Book): void {
  const { plan, job } = run;
  if (plan.mode !== 'terminate') return;
  const why = `run ${run.n} ends them`;
  if (plan.of === 'ids') for (const id of ids.slice(-3)) book.mayBeGone.set(id, why);
  if (plan.of === 'job') for (const id of job.runs.flatMap(namedBy)) book.mayBeGone.set(id, why);
  if (plan.of !== 'run') return;
  for (const other of book.jobs.filter(({ runId }) => runId === job.runId)) {
    for (const id of other.runs.flatMap(namedBy)) book.mayBeGone.set(id, why);
    if (other !== job && other.runs.some(({ end }) => end === undefined)) other.disturbed = true;
  }
}
