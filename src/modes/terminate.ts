import { readdirSync } from 'node:fs';
import path from 'node:path';
import { inBatches } from '../aws/pages.js';
import { environmentTag, runTag, TAG } from '../aws/tags.js';
import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { TerminateRequest } from '../inputs/request.js';
import { findByTag, firstOf, LOOK_BATCH, lookAt, type InstanceFacts } from '../instances/look.js';
import { endInstances } from '../instances/terminate.js';
import { journalName, type JournalLine, readUnsealed, stepOfJournal } from '../undo/journal.js';
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
  const asked = [...new Set([...wanted.ids, ...wanted.seen.map(({ id }) => id)])];
  const all = await findAll(asked, wanted.seen, context);
  const foreign = foreignIn(all, wanted.run);
  if (request.instanceIds !== undefined) refuse(foreign);
  else leave(foreign, context);
  const isForeign = (id: string) => foreign.some((one) => one.id === id);
  const ids = asked.filter((id) => !isForeign(id));
  const found = all.filter(({ id }) => !isForeign(id));
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
    for (const batch of inBatches(missing(), LOOK_BATCH)) found.push(...(await lookAt(batch, context)));
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
  const { run, log } = context;
  if (scope === 'environment' && github.environment !== undefined) {
    log.say(`Ending what runs of ${run.repository} launched for the environment ${github.environment}.`);
    return {
      ids: [],
      seen: await findByTag(TAG.environment, [environmentTag(run, github.environment)], context),
      run: undefined,
    };
  }
  const steps = earlierSteps(context);
  const here = await context.region();
  const ids = steps.flatMap((step) =>
    instancesIn(readUnsealed(path.join(run.tempDir, journalName(step))), here),
  );
  // Any step of this job could have written such a file, naming what others have launched.
  const by = runTag(run);
  if (scope === 'run') {
    log.say(`Ending what run ${by} launched.`);
    // By their tags EC2 may not show yet what a step before this one has launched a moment ago.
    return { ids, seen: await findByTag(TAG.run, [by], context), run: by };
  }
  log.say('Ending what earlier steps of this job launched.');
  const seen: InstanceFacts[] = [];
  for (const batch of inBatches(steps, LOOK_BATCH)) seen.push(...(await findByTag(TAG.step, batch, context)));
  return { ids, seen, run: by };
}

function earlierSteps({ run, step }: WriteContext): string[] {
  const steps = readdirSync(run.tempDir).flatMap((file) => stepOfJournal(file) ?? []);
  return steps.filter((one) => one !== step);
}

/**
 * What was launched in this region, and is not known to have ended. What a bake makes beside its builder, images and staged
 * objects, is none of it.
 */
function instancesIn(lines: readonly JournalLine[], region: string): readonly string[] {
  const launches = new Set<number>();
  for (const line of lines) {
    if (line.do === 'creating' && line.kind === 'instances' && line.region === region)
      launches.add(line.entry);
    if (line.do === 'undone' || line.do === 'refused') launches.delete(line.entry);
  }
  return lines.flatMap((line) => (line.do === 'made' && launches.has(line.entry) ? line.ids : []));
}

function tellGone(gone: readonly string[], found: readonly InstanceFacts[], { log }: WriteContext): void {
  for (const id of gone) {
    if (found.some((facts) => facts.id === id)) log.say(`${id} has already ended.`);
    else
      log.warn(`EC2 does not know ${id} in this region: it ended more than an hour ago, or never was there.`);
  }
}

/** What ami-launch has not launched, or another run has; the tags of what has ended EC2 may have forgotten. */
function foreignIn(found: readonly InstanceFacts[], by: string | undefined): InstanceFacts[] {
  return found.filter(
    ({ state, ours, run }) => state !== 'terminated' && (!ours || (by !== undefined && run !== by)),
  );
}

/** Somebody has named these: a mistake, of which nobody knows how far it goes. */
function refuse(foreign: readonly InstanceFacts[]): void {
  if (foreign.length === 0) return;
  const which = foreign.map(({ id }) => id).join(', ');
  throw new Failure(
    'not-ours',
    `Nothing was ended: ami-launch did not launch ${which} (no tag ${TAG.run}).`,
    { advice: 'Check `instance-ids`. What was launched otherwise is for its owner to end.' },
  );
}

/** Nobody has named these, and whoever brought them here must not keep the rest running. */
function leave(foreign: readonly InstanceFacts[], { log }: WriteContext): void {
  for (const { id, run } of foreign) {
    const who = run === undefined ? 'ami-launch did not launch it' : `another run launched it (${run})`;
    log.warn(
      `${id} stays: ${who}. A file in the runner's folder or a tag of ami-launch names it: see what else runs in this job, and who may tag.`,
    );
  }
}
