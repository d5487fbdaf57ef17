import type { Values } from './load.js';
import type { RolloutPart } from './request.js';

/** What the inputs say of a group. */
export function rolloutPart(group: string, values: Values): RolloutPart {
  const poolSize = values['warm-pool-size'];
  return {
    group,
    create: values['create-group']
      ? {
          count: values.count,
          subnetIds: values['subnet-id'] ?? [],
          targetGroupArns: values['target-group-arns'],
          healthCheckType: values['health-check-type'],
          healthCheckGraceMs: values['health-check-grace-period'],
          warmPool:
            poolSize === undefined
              ? undefined
              : { size: poolSize, state: values['warm-pool-state'] ?? 'stopped' },
        }
      : undefined,
    refresh: {
      minHealthy: values['min-healthy-percentage'],
      // Where less than all have to be healthy, no more than all are wanted: as Auto Scaling has it.
      maxHealthy: values['max-healthy-percentage'] ?? (values['min-healthy-percentage'] === 100 ? 200 : 100),
      warmupMs: values['instance-warmup'],
      checkpoints: values['checkpoint-percentages'] ?? [],
      checkpointDelayMs: values['checkpoint-delay'],
      bakeTimeMs: values['refresh-bake-time'],
      skipMatching: values['skip-matching'],
      standby: values['standby-instances'],
      scaleInProtected: values['scale-in-protected-instances'],
      alarms: values['rollout-alarms'] ?? [],
    },
    autoRollback: values['auto-rollback'],
    timeoutMs: values['rollout-timeout'],
    replaceRunning: values['replace-running'],
    migrate: values['migrate-launch-configuration'],
  };
}
