import { hasEnded, type Deployment } from '../../world/code-deploy.js';
import { stepAt } from '../../world/timeline.js';
import { targetStatus } from './targets.js';

const STYLE = { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' };

/** How answers show a deployment. Times are seconds since 1970 in JSON 1.1. */
export function deploymentInfo(deployment: Deployment, now: number): Record<string, unknown> {
  const { id, timeline, rollback, triggeredBy, previousRevision } = deployment;
  const { state, reason, at } = stepAt(timeline, now);
  const started = timeline.find((step) => step.state === 'InProgress');
  return {
    applicationName: deployment.application,
    deploymentGroupName: deployment.group,
    deploymentConfigName: deployment.config,
    deploymentId: id,
    ...(previousRevision && { previousRevision }),
    revision: deployment.revision,
    status: state,
    ...(reason && { errorInformation: reason }),
    createTime: deployment.createdAt / 1000,
    ...(started && started.at <= now && { startTime: started.at / 1000 }),
    ...(hasEnded(deployment, now) && { completeTime: at / 1000 }),
    ...(started && started.at <= now && { deploymentOverview: overview(deployment, now) }),
    creator: deployment.creator,
    ...deployment.data,
    ...(rollback && {
      rollbackInfo: { rollbackDeploymentId: rollback.deploymentId, rollbackMessage: rollback.message },
    }),
    ...(triggeredBy !== undefined && { rollbackInfo: { rollbackTriggeringDeploymentId: triggeredBy } }),
    deploymentStyle: STYLE,
    instanceTerminationWaitTimeStarted: false,
    computePlatform: 'Server',
  };
}

function overview(deployment: Deployment, now: number): Record<string, number> {
  const counts: Record<string, number> = {
    Pending: 0,
    InProgress: 0,
    Succeeded: 0,
    Failed: 0,
    Skipped: 0,
    Ready: 0,
  };
  for (const target of deployment.targets) {
    const status = targetStatus(deployment, target, now);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}
