import type { Runner } from '../context.js';
import { STATE } from '../state.js';
import type { Status } from './deployment.js';

/** What main leaves for post of a deployment. No secret: GitHub keeps it in the open. */
export interface KeptDeployment {
  readonly id: number;
  /** What GitHub has not been told yet; while main works, what is true should it be killed. */
  readonly owed?: Status | undefined;
  /** Instances run for it, as its last status says. */
  readonly live: boolean;
}

export function keepDeployment(kept: KeptDeployment, runner: Runner): void {
  runner.saveState(STATE.deployment, JSON.stringify(kept));
}

/** Undefined also where what was kept is none of ours. */
export function keptDeployment(runner: Runner): KeptDeployment | undefined {
  const text = runner.readState(STATE.deployment);
  try {
    const kept = JSON.parse(text ?? 'null') as Partial<KeptDeployment> | null;
    return typeof kept?.id === 'number' ? (kept as KeptDeployment) : undefined;
  } catch {
    return undefined;
  }
}
