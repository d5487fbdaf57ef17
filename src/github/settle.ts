import { attempt, WITH_TIME_MS } from './attempt.js';
import type { Side } from './client.js';
import { type Status, tellStatus } from './deployment.js';
import { keptDeployment } from './owed.js';

const ENDED: Status = { state: 'inactive', description: 'The instances were ended with the job' };

/**
 * What post tells GitHub: what main still owed it, because it was killed or got no answer, and that the instances
 * that it had called ready are no more. `ended`: post has ended all that there was.
 */
export async function settleDeployment(ended: boolean, token: string | undefined, side: Side): Promise<void> {
  const kept = keptDeployment(side.runner);
  if (kept === undefined) return;
  const { id, owed, live } = kept;
  const statuses = [...(owed === undefined ? [] : [owed]), ...(live && ended ? [ENDED] : [])];
  if (statuses.length === 0) return;
  const otherwise = `Deployment ${id} was not told that it is ${statuses.map(({ state }) => state).join(', then ')}`;
  await attempt(
    { permission: 'deployments: write', limitMs: WITH_TIME_MS, token, otherwise },
    side,
    async (github) => {
      for (const status of statuses) {
        await tellStatus(id, status, github, side.run);
        side.log.say(`Deployment ${id}: ${status.state}.`);
      }
    },
  );
}
