import { reason } from '../failure.js';
import type { Clients } from '../aws/clients.js';
import { type UndoContext, type UndoLimits, UNDO } from './kinds.js';
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
export const IN_A_HURRY: UndoLimits = { lookForMs: 0, patienceMs: 4_000, rollBackMs: 0 };
/** GitHub gives the post steps of a cancelled job five minutes. Source: GitHub's documentation, "Workflow cancellation reference". */
export const WITH_TIME: UndoLimits = { lookForMs: 20_000, patienceMs: 30_000, rollBackMs: 4 * 60_000 };

/**
 * Undoes all that is open in the ledger, newest first, kind by kind and region by region. Never throws: what cannot be undone
 * is told in `left`, and stays open for the post step.
 */
export async function settle(ledger: Ledger, limits: UndoLimits, context: SettleContext): Promise<Settled> {
  const ended: string[] = [];
  const left: string[] = [];
  const pending: string[] = [];
  const back: string[] = [];
  const kept = ledger.kept();
  for (const entries of alike(ledger.open())) {
    try {
      const [{ kind, region }] = entries;
      const undone = await UNDO[kind](entries, limits, { ...context, ...context.at(region), kept });
      ended.push(...undone.ended);
      left.push(...undone.unknown.map((id) => `${id}, which EC2 does not know yet`));
      pending.push(...(undone.pending ?? []));
      back.push(...(undone.back ?? []));
      if ((undone.pending ?? []).length > 0) continue;
      // What may still turn up stays open: another look, later, may find what this one could not see.
      const sure = entries.filter(({ ids, answered }) =>
        answered ? !ids.some((id) => undone.unknown.includes(id)) : limits.lookForMs > 0,
      );
      for (const { entry } of sure) ledger.undone(entry);
    } catch (thrown) {
      left.push(
        ...entries.map(
          ({ what, ids }) => `${what}${ids.length === 0 ? '' : ` (${ids.join(', ')})`}: ${reason(thrown)}`,
        ),
      );
    }
  }
  return { ended, left, pending, back };
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
