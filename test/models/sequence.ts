/** Plays a sequence: each command is done for real, and then everything must hold. */
import fc from 'fast-check';
import type { Clock } from '../../src/context.js';
import { type Act, words } from './acts.js';
import { type Book, isGreen, type JobRecord, newBook, runsOf } from './book.js';
import { check } from './check.js';
import { groupNamed, noteRollouts } from './check-groups.js';
import { atConsole, release } from './console.js';
import { runJobs } from './jobs.js';
import { pruned, beforePrune } from './removed.js';
import { openScene, type Scene } from './scene.js';
import { count, type Tally } from './tally.js';

/** What ends by itself has ended then. */
const SETTLED_MS = 90_000;
/** A roll-back that a post step has only told Auto Scaling of. */
const ROLLED_BACK_MS = 30 * 60_000;

export class Command implements fc.AsyncCommand<Book, Scene> {
  constructor(readonly act: Act) {}
  check = () => true;
  run = (book: Book, scene: Scene) => perform(this.act, scene, book);
  toString = () => words(this.act);
}

async function perform(act: Act, scene: Scene, book: Book): Promise<void> {
  let jobs: JobRecord[] = [];
  const wrong: string[] = [];
  switch (act.do) {
    case 'jobs': {
      const before = beforePrune(scene);
      jobs = await runJobs(act, scene, book);
      await settle(scene);
      wrong.push(...noteRollouts(jobs, scene, book), ...pruned(before, jobs, scene, book));
      noteEnded(jobs, book);
      break;
    }
    case 'release':
      release(scene, book);
      // EC2 shows nothing at once.
      await scene.clock.sleep(60_000);
      break;
    case 'edit':
      book.layers[act.layer] += 1;
      break;
    case 'console':
      await atConsole(act.act, scene, book);
      await settle(scene);
      break;
    case 'pass':
      await scene.clock.sleep(act.minutes * 60_000);
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  check(
    scene,
    book,
    jobs.flatMap(({ runs }) => runs),
  );
}

/** Lets end what ends by itself, roll-outs of groups, too. */
async function settle(scene: Scene): Promise<void> {
  await scene.clock.sleep(SETTLED_MS);
  const open = () =>
    ['web', 'made'].some((name) =>
      groupNamed(scene, name)?.refreshes.some(({ endedAt }) => endedAt === undefined),
    );
  for (let waited = 0; open() && waited < ROLLED_BACK_MS; waited += SETTLED_MS)
    await scene.clock.sleep(SETTLED_MS);
}

/** What a green `terminate` has ended, and a green prune was there for. */
function noteEnded(jobs: readonly JobRecord[], book: Book): void {
  for (const run of jobs.flatMap(({ runs }) => runs)) {
    const { plan, startedAt } = run;
    if (!isGreen(run)) continue;
    if (plan.mode === 'prune') book.prunedAt = startedAt;
    if (plan.mode === 'terminate')
      for (const [id, why] of book.mayBeGone)
        if (why === `run ${run.n} ends them`) book.mustBeGone.set(id, why);
  }
}

type Commands = Iterable<fc.AsyncCommand<Book, Scene>>;

/** fast-check wraps each command, to know which it ran. */
export function actsOf(commands: Commands): Act[] {
  return [...commands].flatMap((one) => {
    const command: unknown = 'cmd' in one ? one.cmd : one;
    return command instanceof Command ? [command.act] : [];
  });
}

/** Plays the commands from an empty cloud; throws what does not hold. */
export async function play(commands: Commands, clock: Clock, tally: Tally): Promise<void> {
  const acts = actsOf(commands);
  const book = newBook();
  const scene = await openScene(clock, acts, book);
  try {
    await fc.asyncModelRun(() => ({ model: book, real: scene }), commands);
  } finally {
    count(tally, acts, runsOf(book), scene);
    scene.close();
  }
}
