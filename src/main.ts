import path from 'node:path';
import { awsClients, clientsByRegion } from './aws/clients.js';
import type { WriteContext } from './context.js';
import { Cancelled, type Failure, reason } from './failure.js';
import { openDeployment, tellGithub } from './github/tell.js';
import { loadRequest } from './inputs/load.js';
import { readLock } from './inputs/lock-file.js';
import type { EndPart, Request } from './inputs/request.js';
import { checkLayers } from './layers/load.js';
import { runMode } from './modes/table.js';
import { asFailure, tellFailure } from './report/failure.js';
import { setEarlyOutputs, setOutputs } from './report/outputs.js';
import { makeStory, type OpenStory } from './report/story.js';
import { failureSummary, summaryOf } from './report/summary.js';
import { type Fate, NOTHING_MADE } from './report/summary/fate.js';
import { fileJournal, journalName } from './undo/journal.js';
import { makeLedger } from './undo/ledger.js';
import { tellingNoted } from './undo/noted.js';
import { IN_A_HURRY, settle, WITH_TIME } from './undo/settle.js';
import { STATE } from './state.js';
import type { World } from './world.js';

/** The step itself. Never throws: what goes wrong is told, and what was made is ended. */
export async function main(world: World): Promise<void> {
  const { runner } = world;
  const step = world.nonce();
  const journal = path.join(world.run.tempDir, journalName(step));
  const seal = world.nonce();
  const story = makeStory(world.clock, world.log);
  try {
    // Before anything else: the post step finds whatever follows by these.
    runner.saveState(STATE.step, step);
    runner.saveState(STATE.seal, seal);
    runner.saveState(STATE.journal, journal);
    const { workspace } = world.run;
    const request = await loadRequest(world.env, {
      checkLayers: (paths) => checkLayers(paths, { workspace }),
      checkFiles: (files) => checkLayers([], { workspace, files }),
      readLock: (file) => readLock(file, { workspace }),
    });
    await carryOut(request, contextOf(world, request, { step, journal, seal, story }), { world, story });
  } catch (thrown) {
    await fail(asFailure(thrown), NOTHING_MADE, { world, story });
  }
}

/** Where a run is told of. */
interface Telling {
  readonly world: World;
  readonly story: OpenStory;
}

async function carryOut(request: Request, context: WriteContext, telling: Telling): Promise<void> {
  const { world, story } = telling;
  const deployment = await openDeployment(request, world);
  try {
    const result = await runMode(request, context);
    setOutputs(result, world.runner);
    if (request.mode === 'launch' && request.end.terminate !== 'always') context.ledger.keepAll();
    tellOpen(context, world);
    const page = await writeSummary(summaryOf(result, story), world);
    await tellGithub(request, { how: result, page, deployment }, world);
  } catch (thrown) {
    const failure = asFailure(thrown);
    const fate = await cleanUp(failure, request, context);
    tellOpen(context, world);
    const page = await fail(failure, fate, telling);
    await tellGithub(request, { how: failure, page, deployment }, world);
  }
}

/** A journal that gets lost after this must not cost the instances that are to stay. */
function tellOpen({ ledger }: WriteContext, { runner }: World): void {
  const kinds = new Set(ledger.open().map(({ kind }) => kind));
  try {
    runner.saveState(STATE.open, [...kinds].join(',') || 'none');
  } catch {
    // Then post believes that all may be open.
  }
}

/** Ends what the failed run made, unless the user wants it to stay. */
async function cleanUp(failure: Failure, request: Request, context: WriteContext): Promise<Fate> {
  const { clock, ledger, log } = context;
  const end: Partial<EndPart> = 'end' in request && request.mode !== 'plan' ? request.end : {};
  const cancelled = failure instanceof Cancelled;
  if (end.keepFailed === true && !cancelled) ledger.keepAll();
  const kept = ledger.kept();
  if (kept.length > 0) {
    const why = end.terminate === 'never' ? 'terminate: never' : 'keep-failed: true';
    log.warn(`Kept, as ${why} says: ${kept.join(', ')}. They cost money until you end them.`);
  }
  // The run's own signal is aborted when it was cancelled: cleaning up must not listen to it.
  const signal = new AbortController().signal;
  const limits = cancelled ? IN_A_HURRY : WITH_TIME;
  const settled = await settle(ledger, limits, {
    ...context,
    at: clientsByRegion({ clock, log, signal, throttlePatienceMs: limits.throttlePatienceMs }),
    signal,
  });
  const { ended } = settled;
  if (ended.length > 0) log.say(`Ended what this step had launched: ${ended.join(', ')}.`);
  return { ...settled, kept };
}

/** Returns the page that tells of it. */
async function fail(failure: Failure, fate: Fate, { world, story }: Telling): Promise<string> {
  const { log, runner } = world;
  tellFailure(
    failure,
    log,
    story.known.userData?.shares.map(({ layer }) => layer),
  );
  for (const what of fate.left) log.warn(`May still be there: ${what}`);
  for (const sentence of fate.pending) log.warn(sentence);
  runner.setFailed();
  return writeSummary(failureSummary(failure, fate, story), world);
}

/** Returns the page. A summary that cannot be written changes nothing about what was done. */
async function writeSummary(page: string, { log, runner }: World): Promise<string> {
  await runner.writeSummary(page).catch((thrown: unknown) => {
    log.warn(`The job summary could not be written: ${reason(thrown)}.`);
  });
  return page;
}

interface Own {
  readonly step: string;
  /** The journal's path. */
  readonly journal: string;
  /** What it is sealed with. */
  readonly seal: string;
  readonly story: OpenStory;
}

function contextOf(world: World, request: Request, { step, journal, seal, story }: Own): WriteContext {
  const { clock, log, run, runner, cancelled: signal } = world;
  const clients = awsClients({ region: request.region, clock, log, signal });
  const noting = tellingNoted(fileJournal(journal, seal), (noted) => runner.saveState(STATE.noted, noted));
  let region: Promise<string> | undefined;
  return {
    ...clients,
    at: clientsByRegion({ clock, log, signal }),
    region: () => (region ??= clients.region()),
    clock,
    log,
    signal,
    run,
    step,
    ledger: makeLedger(noting),
    announce: (facts) => {
      story.learn(facts);
      setEarlyOutputs(facts, runner);
    },
    phase: (title, inside) => story.phase(title, inside),
  };
}
