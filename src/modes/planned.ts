import type { Pipeline } from '../inputs/request.js';
import { conditionName } from '../instances/ready/condition.js';
import { rolePolicy } from '../user-data/secrets/policy.js';
import type { Plan } from './read-half.js';
import type { PlannedFacts } from './result.js';

/** What the reading half found out, as it may be written down. */
export function plannedFacts(plan: Plan, { ready }: Pipeline): PlannedFacts {
  const { region, base, template, userData } = plan;
  return {
    region,
    base,
    imageSource: 'base',
    amiId: base.id,
    bake: undefined,
    template: template && { id: template.id, name: template.name, version: template.version },
    userData: userData && {
      bytes: userData.bytes.length,
      limit: userData.limit,
      encoding: userData.encoding,
      shares: userData.shares,
      rolePolicy: rolePolicy(userData.secrets, region),
    },
    tookBefore: base.readyTimes,
    readyWhen: ready.conditions.map(conditionName),
  };
}
