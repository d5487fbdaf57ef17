import { bakeFacts } from '../bake/facts.js';
import type { Pipeline } from '../inputs/request.js';
import { conditionName } from '../instances/ready/condition.js';
import { rolePolicy } from '../user-data/secrets/policy.js';
import type { Plan } from './read-half.js';
import type { PlannedFacts } from './result.js';

/** What the reading half found out, as it may be written down. */
export function plannedFacts(plan: Plan, { ready }: Pipeline): PlannedFacts {
  const { region, base, bake, template, userData } = plan;
  return {
    region,
    base,
    imageSource: bake === undefined ? 'base' : bake.passes.length === 0 ? 'reused' : 'baked',
    amiId: bake === undefined ? base.id : bake.passes.length === 0 ? bake.start.image.id : undefined,
    bake: bake && bakeFacts(bake),
    template: template && { id: template.id, name: template.name, version: template.version },
    userData: userData && {
      bytes: userData.bytes.length,
      limit: userData.limit,
      encoding: userData.encoding,
      shares: userData.shares,
      rolePolicy: rolePolicy(userData.secrets, region),
    },
    tookBefore: (bake?.start.image ?? base).readyTimes,
    readyWhen: ready.conditions.map(conditionName),
  };
}
