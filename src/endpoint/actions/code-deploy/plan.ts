import type { DeploymentStatus, Target } from '../../world/code-deploy.js';
import { SCRIPT_FAILED, type DeploymentOutcome } from '../../world/deployment-outcomes.js';
import { SECOND } from '../../world/durations.js';
import type { CloudSettings } from '../../world/settings.js';
import type { Reason, Step } from '../../world/timeline.js';

/** In an in-place deployment without a load balancer. Source: CodeDeploy user guide, "AppSpec 'hooks' section". */
export const LIFECYCLE_EVENTS = [
  'ApplicationStop',
  'DownloadBundle',
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'ApplicationStart',
  'ValidateService',
];

const UNHEALTHY: Reason = {
  code: 'HEALTH_CONSTRAINTS',
  message:
    'The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.',
};

/**
 * How many of so many instances must stay healthy.
 * Source: CodeDeploy user guide, "Predefined deployment configurations for an EC2/on-premises compute platform".
 */
export const CONFIGS: Readonly<Record<string, (instances: number) => number>> = {
  'CodeDeployDefault.AllAtOnce': () => 0,
  'CodeDeployDefault.HalfAtATime': (instances) => Math.ceil(instances / 2),
  'CodeDeployDefault.OneAtATime': (instances) => instances - 1,
};

export interface Plan {
  readonly timeline: Step<DeploymentStatus>[];
  readonly targets: readonly Target[];
}

interface Order {
  readonly instanceIds: readonly string[];
  readonly config: string;
  readonly outcome: DeploymentOutcome;
  /** Cloud ms. */
  readonly now: number;
}

/** The life of a deployment on these instances, of which there is at least one. */
export function planned(
  { deploymentQueueSeconds, deploymentSeconds }: CloudSettings,
  { instanceIds, config, outcome, now }: Order,
): Plan {
  const all = instanceIds.length;
  // At least one can always be taken out of service.
  const healthy = Math.min(CONFIGS[config]?.(all) ?? 0, all - 1);
  const startsAt = now + deploymentQueueSeconds * SECOND;
  const targets: Target[] = [];
  let [at, failed] = [startsAt, 0];
  while (targets.length < all && failed < all - healthy) {
    const wave = instanceIds.slice(targets.length, targets.length + all - healthy - failed);
    const made = wave.map((instanceId, index) =>
      target({ instanceId, startsAt: at, index: targets.length + index }, outcome, deploymentSeconds),
    );
    targets.push(...made);
    failed += made.filter(({ failure }) => failure).length;
    at += deploymentSeconds * SECOND;
    if (made.some(({ endsAt }) => endsAt === undefined)) at = Infinity;
  }
  const skipped = instanceIds.slice(targets.length).map((instanceId) => ({ instanceId }));
  const succeeded = targets.length - failed;
  const end: Step<DeploymentStatus> =
    succeeded >= Math.max(healthy, 1)
      ? { at, state: 'Succeeded' }
      : { at, state: 'Failed', reason: UNHEALTHY };
  return { timeline: [...begun(now, startsAt), end], targets: [...targets, ...skipped] };
}

/** The life of one that comes to nothing as soon as it begins. */
export function refused({ deploymentQueueSeconds }: CloudSettings, now: number, reason: Reason): Plan {
  const at = now + deploymentQueueSeconds * SECOND;
  return { timeline: [...begun(now, at), { at, state: 'Failed', reason }], targets: [] };
}

function begun(now: number, startsAt: number): Step<DeploymentStatus>[] {
  return [
    { at: now, state: 'Created' },
    { at: now + (startsAt - now) / 2, state: 'Queued' },
    { at: startsAt, state: 'InProgress' },
  ];
}

function target(
  { instanceId, startsAt, index }: { instanceId: string; startsAt: number; index: number },
  outcome: DeploymentOutcome,
  seconds: number,
): Target {
  if (outcome.kind === 'hangs' && index === 0) return { instanceId, startsAt };
  const fails = outcome.kind === 'hook-fails' && index < (outcome.instances ?? Infinity);
  return {
    instanceId,
    startsAt,
    endsAt: startsAt + seconds * SECOND,
    ...(fails && {
      failure: {
        event: outcome.event ?? 'ApplicationStart',
        diagnostics: { ...SCRIPT_FAILED, ...outcome.diagnostics },
      },
    }),
  };
}
