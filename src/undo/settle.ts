import { reason } from '../failure.js';
import { type UndoContext, type UndoLimits, UNDO } from './kinds.js';
import type { EntryKind } from './journal.js';
import type { Ledger, OpenEntry } from './ledger.js';

export interface Settled {
  /** What was ended, by ID. */
  readonly ended: readonly string[];
  /** What may still be there, in words; empty when nothing is. */
  readonly left: readonly string[];
}

/** In a run that is being cancelled, GitHub leaves about seven seconds. */
export const IN_A_HURRY: UndoLimits = { lookForMs: 0, patienceMs: 4_000 };
export const WITH_TIME: UndoLimits = { lookForMs: 20_000, patienceMs: 30_000 };

/**
 * Undoes all that is open in the ledger, newest first, kind by kind. Never throws: what cannot be undone
 * is told in `left`, and stays open for the post step.
 */
export async function settle(ledger: Ledger, limits: UndoLimits, context: UndoContext): Promise<Settled> {
  const ended: string[] = [];
  const left: string[] = [];
  for (const [kind, entries] of byKind(ledger.open())) {
    try {
      const undone = await UNDO[kind](entries, limits, context);
      ended.push(...undone.ended);
      left.push(...undone.unknown.map((id) => `${id}, which EC2 does not know yet`));
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
  return { ended, left };
}

function byKind(entries: readonly OpenEntry[]): Map<EntryKind, OpenEntry[]> {
  const kinds = new Map<EntryKind, OpenEntry[]>();
  for (const entry of entries) kinds.set(entry.kind, [...(kinds.get(entry.kind) ?? []), entry]);
  return kinds;
}
