import { readdirSync } from 'node:fs';
import path from 'node:path';
import { environmentTag, runTag, TAG } from '../aws/tags.js';
import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { TerminateRequest } from '../inputs/request.js';
import { findByTag, firstOf, LOOK_BATCH, lookAt, type InstanceFacts } from '../instances/look.js';
import { endInstances } from '../instances/terminate.js';
import { type JournalLine, readUnsealed, stepOfJournal } from '../undo/journal.js';
import { seconds } from '../wait/poll.js';
import type { TerminateResult } from './result.js';

/** EC2 may not show an instance yet that it has just made. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 2_000;

/**
 * Ends what an earlier step, this whole run, or any run for an environment launched; by ID also what another run did, of
 * whatever repository, as far as the role may. What ami-launch did not launch stays, whatever the IDs say.
 */
export async function terminate(request: TerminateRequest, context: WriteContext): Promise<TerminateResult> {
  const { log } = context;
  const wanted =
    request.instanceIds === undefined
      ? await findOurs(request, context)
      : { ids: request.instanceIds, seen: [], run: undefined };
  const ids = [...new Set([...wanted.ids, ...wanted.seen.map(({ id }) => id)])];
  const found = await findAll(ids, wanted.seen, context);
  refuseForeign(found, wanted.run);
  const ended = found
    .filter(({ state }) => state !== 'terminated' && state !== 'shutting-down')
    .map(({ id }) => id);
  const gone = ids.filter((id) => !ended.includes(id));
  tellGone(gone, found, context);
  if (ended.length > 0) await endInstances(ended, context);
  log.say(ended.length === 0 ? 'There was nothing to end.' : `Ended ${ended.join(', ')}.`);
  return { mode: 'terminate', region: await context.region(), ended, gone };
}

/** The facts of these instances, beside those that were `seen` already; what EC2 does not show is looked for again, for a while. */
async function findAll(
  ids: readonly string[],
  seen: readonly InstanceFacts[],
  context: WriteContext,
): Promise<InstanceFacts[]> {
  const found = [...seen];
  const missing = () => ids.filter((id) => !found.some((facts) => facts.id === id));
  const until = context.clock.now() + PATIENCE_MS;
  for (let first = true; missing().length > 0; first = false) {
    const open = missing();
    for (let from = 0; from < open.length; from += LOOK_BATCH) {
      found.push(...(await lookAt(open.slice(from, from + LOOK_BATCH), context)));
    }
    const left = missing();
    if (left.length === 0 || context.clock.now() >= until) break;
    if (first)
      context.log.say(`EC2 does not show ${firstOf(left)}: looking again for up to ${seconds(PATIENCE_MS)}.`);
    await context.clock.sleep(PAUSE_MS, context.signal);
  }
  return found;
}

/** By ID alone, or as EC2 has just shown them. */
interface Wanted {
  readonly ids: readonly string[];
  readonly seen: readonly InstanceFacts[];
  /** The run that must have launched them; undefined: any run of ami-launch. */
  readonly run: string | undefined;
}

/**
 * By the tag of the environment, by the tag that the run shares, or by the journals that earlier steps of this job left
 * in the runner's folder.
 */
async function findOurs({ scope, github }: TerminateRequest, context: WriteContext): Promise<Wanted> {
  const { run, log, step } = context;
  const journals = readdirSync(run.tempDir).filter(
    (file) => ![undefined, step].includes(stepOfJournal(file)),
  );
  if (scope === 'environment' && github.environment !== undefined) {
    log.say(`Ending what runs of ${run.repository} launched for the environment ${github.environment}.`);
    return {
      ids: [],
      seen: await findByTag(TAG.environment, [environmentTag(run, github.environment)], context),
      run: undefined,
    };
  }
  if (scope === 'run') {
    log.say(`Ending what run ${runTag(run)} launched.`);
    const seen = await findByTag(TAG.run, [runTag(run)], context);
    // By their tags EC2 may not show yet what a step before this one has launched a moment ago.
    return { ids: launchedIn(journals, run.tempDir), seen, run: runTag(run) };
  }
  log.say('Ending what earlier steps of this job launched.');
  const ids = launchedIn(journals, run.tempDir);
  const steps = journals.flatMap((file) => stepOfJournal(file) ?? []);
  const seen: InstanceFacts[] = [];
  for (let from = 0; from < steps.length; from += LOOK_BATCH) {
    seen.push(...(await findByTag(TAG.step, steps.slice(from, from + LOOK_BATCH), context)));
  }
  // Any step of this job could have written such a file, naming what others have launched.
  return { ids, seen, run: runTag(run) };
}

function launchedIn(journals: readonly string[], folder: string): string[] {
  return journals.flatMap((file) => instancesIn(readUnsealed(path.join(folder, file))));
}

/** What a bake makes beside its builder, images and staged objects, is none of it. */
function instancesIn(lines: readonly JournalLine[]): readonly string[] {
  const launches = new Set(
    lines.flatMap((line) => (line.do === 'creating' && line.kind === 'instances' ? [line.entry] : [])),
  );
  return lines.flatMap((line) => (line.do === 'made' && launches.has(line.entry) ? line.ids : []));
}

function tellGone(gone: readonly string[], found: readonly InstanceFacts[], { log }: WriteContext): void {
  for (const id of gone) {
    if (found.some((facts) => facts.id === id)) log.say(`${id} has already ended.`);
    else
      log.warn(`EC2 does not know ${id} in this region: it ended more than an hour ago, or never was there.`);
  }
}

function refuseForeign(found: readonly InstanceFacts[], by: string | undefined): void {
  // EC2 may have forgotten the tags of what has ended, and that is not to be ended again.
  const live = found.filter(({ state }) => state !== 'terminated');
  const foreign = live.filter(({ ours }) => !ours).map(({ id }) => id);
  const othersRuns = live.filter(({ ours, run }) => ours && by !== undefined && run !== by);
  if (othersRuns.length > 0) {
    const which = othersRuns.map(({ id, run }) => `${id} (${run ?? ''})`).join(', ');
    throw new Failure('not-ours', `Nothing was ended: another run launched ${which}.`, {
      advice:
        "A journal in the runner's folder names it, which this run has not written. See what else runs in this job.",
    });
  }
  if (foreign.length === 0) return;
  throw new Failure(
    'not-ours',
    `Nothing was ended: ami-launch did not launch ${foreign.join(', ')} (no tag ${TAG.run}).`,
    {
      advice: 'Check `instance-ids`. What was launched otherwise is for its owner to end.',
    },
  );
}
