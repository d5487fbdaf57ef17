import { within } from '../wait/within.js';
import { connect, type Github, type Side } from './client.js';
import { explainTrouble, type Permission } from './trouble.js';

/** How long one attempt may take, in ms. GitHub answers within a second or two, or not at all. */
export const WITH_TIME_MS = 10_000;
/** After a cancelled run has cleaned up, of the ten seconds until GitHub kills it. */
export const IN_A_HURRY_MS = 2_000;

export interface Attempt {
  readonly token: string | undefined;
  readonly permission: Permission;
  readonly limitMs: number;
  /** What it means when it fails: `The comment on the pull request was not written`. */
  readonly otherwise: string;
}

/** Does something on GitHub. What goes wrong there is a warning: instances don't depend on it. */
export async function attempt<T>(
  { token, permission, limitMs, otherwise }: Attempt,
  side: Side,
  work: (github: Github) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await within(limitMs, side.clock, async (signal) =>
      work(await connect(token ?? '', side.run, signal)),
    );
  } catch (thrown) {
    side.log.warn(`${otherwise}: ${explainTrouble(thrown, permission)}`);
    return undefined;
  }
}
