import { clientsByRegion } from './aws/clients.js';
import { settleDeployment } from './github/settle.js';
import { givenInputs } from './inputs/read.js';
import { asFailure, tellFailure } from './report/failure.js';
import { type EntryKind, type JournalLine, readJournal } from './undo/journal.js';
import { type Intent, type Ledger, makeLedger } from './undo/ledger.js';
import { readNoted } from './undo/noted.js';
import { settle, WITH_TIME } from './undo/settle.js';
import { STATE } from './state.js';
import type { World } from './world.js';

/**
 * The end of the job: ends whatever the main step left open, because it was killed, or because `terminate`
 * says `always`, then tells GitHub of it. Knows only what main saved, and the token; starts no mode. When nothing is
 * open it asks nothing of anybody.
 */
export async function post(world: World): Promise<void> {
  const { env, runner } = world;
  const step = runner.readState(STATE.step);
  if (step === undefined) return;
  const ended = runner.readState(STATE.open) !== 'none' && (await endInstances(step, world));
  await settleDeployment(ended, givenInputs(env).get('github-token'), world);
}

/** Returns whether there were instances to end, and all of them have been. */
async function endInstances(step: string, world: World): Promise<boolean> {
  const { clock, log, runner, cancelled: signal } = world;
  try {
    const { ledger, forged } = openLedger(givenInputs(world.env), world);
    if (forged) {
      log.error(
        `Something else in this job has written to the journal of this step: only what it said before that is believed, and what has the tag ami-launch:step=${step} is looked for.`,
      );
      runner.setFailed();
    }
    const open = ledger.open();
    if (open.length === 0) return false;
    const at = clientsByRegion({ clock, log, signal, throttlePatienceMs: WITH_TIME.throttlePatienceMs });
    const settled = await settle(ledger, WITH_TIME, { at, clock, log, signal, step });
    const { ended, left, pending, back } = settled;
    if (ended.length > 0) log.say(`Ended ${ended.join(', ')}.`);
    else if ([...left, ...pending, ...back].length === 0 && open.some(({ kind }) => kind !== 'object'))
      log.say('Nothing of this step was left to end.');
    for (const what of left)
      log.error(`May still be there, and cost money: ${what}. Look for the tag ami-launch:step=${step}.`);
    for (const sentence of pending) log.error(sentence);
    if (left.length + pending.length > 0) runner.setFailed();
    // A half-made image that goes says nothing about the instances that a run has called ready.
    return open.some(({ kind }) => kind === 'instances') && ended.length > 0 && left.length === 0;
  } catch (thrown) {
    tellFailure(asFailure(thrown), log);
    runner.setFailed();
    return false;
  }
}

/**
 * Main's ledger. When its file is lost, or has been written to by others, one entry of a kind stands for whatever main may have
 * made of it in a region.
 */
function openLedger(
  inputs: ReadonlyMap<string, string>,
  { runner, clock }: World,
): { readonly ledger: Ledger; readonly forged: boolean } {
  const read = readJournal(runner.readState(STATE.journal) ?? '', runner.readState(STATE.seal) ?? '');
  const { lines, forged } = read ?? { lines: [], forged: false };
  // Nothing comes after post that could read a journal of its own.
  const ledger = makeLedger({ append: () => undefined }, lines);
  if (read !== undefined && !forged) return { ledger, forged };
  const left = runner.readState(STATE.open)?.split(',');
  for (const { kind, region } of readNoted(runner.readState(STATE.noted))) {
    const standIn = left?.includes(kind) === false ? undefined : standInFor(kind, inputs, lines);
    if (standIn !== undefined)
      ledger.creating({ token: '', ...standIn, kind, region, count: 1, at: clock.now() });
  }
  return { ledger, forged };
}

/** Undefined: nothing of the kind can be looked for, or has to be. */
function standInFor(
  kind: EntryKind,
  inputs: ReadonlyMap<string, string>,
  lines: readonly JournalLine[],
): (Pick<Intent, 'what' | 'about'> & Partial<Pick<Intent, 'token'>>) | undefined {
  const bucket = inputs.get('staging-bucket');
  const group = inputs.get('auto-scaling-group');
  if (kind === 'instances') return { what: 'whatever this step launched' };
  if (kind === 'image') return { what: 'whatever this step imaged' };
  if (kind === 'object' && bucket)
    return { what: `whatever this step staged in the bucket ${bucket}`, about: { bucket } };
  // A group that this step has not made, or has not tagged as its own, is none of it. Its template costs nothing, and the next
  // run takes it.
  if (kind === 'group' && group && !stays('group', lines))
    return { what: 'whatever group this step made', token: group };
  return undefined;
}

/** Whether main has said of such a thing that it stays, or is complete. */
function stays(kind: EntryKind, lines: readonly JournalLine[]): boolean {
  const said = new Set(lines.flatMap((line) => (line.do === 'keep' || line.do === 'done' ? line.entry : [])));
  return lines.some((line) => line.do === 'creating' && line.kind === kind && said.has(line.entry));
}
