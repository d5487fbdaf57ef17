import { readdirSync } from 'node:fs';
import { runTag, TAG } from '../aws/tags.js';
import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { TerminateRequest } from '../inputs/request.js';
import { findByTag, LOOK_BATCH, lookAt, type InstanceFacts } from '../instances/look.js';
import { endInstances } from '../instances/terminate.js';
import { stepOfJournal } from '../undo/journal.js';
import type { TerminateResult } from './result.js';

/** Ends instances that an earlier step, or this whole run, launched; nothing else, whatever the IDs say. */
export async function terminate(request: TerminateRequest, context: WriteContext): Promise<TerminateResult> {
  const { log } = context;
  const asked = request.instanceIds;
  const found = asked === undefined ? await findOurs(request.scope, context) : await findAll(asked, context);
  refuseForeign(found);
  const ended = found
    .filter(({ state }) => state !== 'terminated' && state !== 'shutting-down')
    .map(({ id }) => id);
  const gone = (asked ?? []).filter((id) => !ended.includes(id));
  for (const id of gone) log.say(`${id} has already ended.`);
  if (ended.length > 0) await endInstances(ended, context);
  log.say(ended.length === 0 ? 'There was nothing to end.' : `Ended ${ended.join(', ')}.`);
  return { mode: 'terminate', region: await context.region(), ended, gone };
}

async function findAll(ids: readonly string[], context: WriteContext): Promise<InstanceFacts[]> {
  const found: InstanceFacts[] = [];
  for (let from = 0; from < ids.length; from += LOOK_BATCH) {
    found.push(...(await lookAt(ids.slice(from, from + LOOK_BATCH), context)));
  }
  return found;
}

/** By the journals that earlier steps of this job left in the runner's folder, or by the tag that the run shares. */
async function findOurs(scope: TerminateRequest['scope'], context: WriteContext): Promise<InstanceFacts[]> {
  if (scope === 'run') return findByTag(TAG.run, [runTag(context.run)], context);
  const steps = readdirSync(context.run.tempDir).flatMap((file) => stepOfJournal(file) ?? []);
  const earlier = steps.filter((step) => step !== context.step);
  return earlier.length === 0 ? [] : findByTag(TAG.step, earlier, context);
}

function refuseForeign(found: readonly InstanceFacts[]): void {
  const foreign = found.filter(({ ours }) => !ours).map(({ id }) => id);
  if (foreign.length === 0) return;
  throw new Failure(
    'not-ours',
    `Nothing was ended: ami-launch did not launch ${foreign.join(', ')} (no tag ${TAG.run}).`,
    {
      advice: 'Check `instance-ids`. What was launched otherwise is for its owner to end.',
    },
  );
}
