import { reason } from '../failure.js';
import type { Clients } from '../aws/clients.js';
import { isAwsFailure } from '../aws/errors.js';
import { type UndoContext, type UndoLimits, type Undone, UNDO } from './kinds.js';
import type { Ledger, OpenEntry } from './ledger.js';

export interface Settled {
  /** What was ended, by ID. */
  readonly ended: readonly string[];
  /** What may still be there, in words; empty when nothing is. */
  readonly left: readonly string[];
  /** What is still on its way, in sentences. */
  readonly pending: readonly string[];
  /** What is again as it was, in sentences. */
  readonly back: readonly string[];
}

export type SettleContext = Omit<UndoContext, 'ec2' | 's3' | 'autoscaling'> & {
  readonly at: (region: string) => Clients;
};

/** In a run that is being cancelled, GitHub leaves about seven seconds. */
export const IN_A_HURRY: UndoLimits = {
  lookForMs: 0,
  patienceMs: 4_000,
  throttlePatienceMs: 3_000,
  rollBackMs: 0,
};
/** GitHub gives the post steps of a cancelled job five minutes. Source: GitHub's documentation, "Workflow cancellation reference". */
export const WITH_TIME: UndoLimits = {
  lookForMs: 20_000,
  patienceMs: 30_000,
  throttlePatienceMs: 45_000,
  rollBackMs: 4 * 60_000,
};

/**
 * Undoes all that is open in the ledger, newest first, kind by kind and region by region. What AWS throttles holds nothing else
 * up: with time, it is tried once more after all the others. Never throws: what cannot be undone is told in `left`, and stays
 * open for the post step.
 */
export async function settle(ledger: Ledger, limits: UndoLimits, context: SettleContext): Promise<Settled> {
  const settled: Settling = { ended: [], left: [], pending: [], back: [] };
  const kept = ledger.kept();
  const undo = async (entries: Entries) => {
    const [{ kind, region }] = entries;
    const undone = await UNDO[kind](entries, limits, { ...context, ...context.at(region), kept });
    settled.ended.push(...undone.ended);
    settled.left.push(...undone.unknown.map((id) => `${id}, which EC2 does not know yet`));
    settled.pending.push(...(undone.pending ?? []));
    settled.back.push(...(undone.back ?? []));
    if ((undone.pending ?? []).length > 0) return;
    for (const { entry } of entries.filter((one) => isSure(one, undone, limits))) ledger.undone(entry);
  };
  const throttled: Entries[] = [];
  for (const entries of alike(ledger.open())) {
    await undo(entries).catch((thrown: unknown) => {
      if (limits.lookForMs > 0 && isAwsFailure(thrown, 'throttle')) throttled.push(entries);
      else settled.left.push(...entries.map((one) => words(one, thrown)));
    });
  }
  for (const entries of throttled) {
    await undo(entries).catch((thrown: unknown) => {
      settled.left.push(...entries.map((one) => words(one, thrown)));
    });
  }
  return settled;
}

type Settling = { readonly [Part in keyof Settled]: string[] };

/** What may still turn up stays open: another look, later, may find what this one could not see. */
function isSure({ ids, answered }: OpenEntry, { unknown }: Undone, { lookForMs }: UndoLimits): boolean {
  return answered ? !ids.some((id) => unknown.includes(id)) : lookForMs > 0;
}

function words({ what, ids }: OpenEntry, thrown: unknown): string {
  return `${what}${ids.length === 0 ? '' : ` (${ids.join(', ')})`}: ${reason(thrown)}`;
}

type Entries = [OpenEntry, ...OpenEntry[]];

/** Those of one kind and region together. */
function alike(entries: readonly OpenEntry[]): Entries[] {
  const groups = new Map<string, Entries>();
  for (const entry of entries) {
    const group = groups.get(`${entry.kind} ${entry.region}`);
    if (group === undefined) groups.set(`${entry.kind} ${entry.region}`, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}
