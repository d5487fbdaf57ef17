import { refuse } from '../../protocol/errors.js';
import { hasEnded } from '../../world/code-deploy.js';
import { SECOND } from '../../world/durations.js';
import { replan } from '../../world/timeline.js';
import type { JsonAction } from '../json-action.js';
import { deploymentOf } from './find.js';
import { targetStatus } from './targets.js';

/** From memory: instances first end what they are at, which takes as long here. */
const STOPPING = 3 * SECOND;

/** Source of the answers: AWS CLI reference, stop-deployment, examples; CodeDeploy API reference, StopDeployment, status. */
export const stopDeployment: JsonAction = (call, input) => {
  const { now } = call;
  const deployment = deploymentOf(call, input);
  if (hasEnded(deployment, now)) {
    const message = `The deployment ${deployment.id} is already completed`;
    throw refuse('DeploymentAlreadyCompletedException', message);
  }
  const busy = deployment.targets.some((target) => targetStatus(deployment, target, now) === 'InProgress');
  const at = busy ? now + STOPPING : now;
  // The text is from memory.
  const reason = { code: 'MANUAL_STOP', message: 'The deployment was stopped by a user.' };
  replan(deployment.timeline, now, [{ at, state: 'Stopped', reason }]);
  deployment.stoppedAt = at;
  deployment.rollsBack = input['autoRollbackEnabled'] === true;
  return busy
    ? { status: 'Pending', statusMessage: 'The stop operation is pending.' }
    : {
        status: 'Succeeded',
        statusMessage: 'No more commands will be scheduled for execution in the deployment instances',
      };
};
