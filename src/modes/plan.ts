import type { ReadContext } from '../context.js';
import type { PlanRequest } from '../inputs/request.js';
import { conditionName } from '../instances/ready/condition.js';
import { makePlan, userDataFacts } from './read-half.js';
import type { PlanResult } from './result.js';

/** All of a launch but the launch: the same reading half, and whether EC2 would do the rest. */
export async function plan(request: PlanRequest, context: ReadContext): Promise<PlanResult> {
  const made = await context.phase('Resolve and render', () => makePlan(request, context));
  const { region, base, template, userData } = made;
  return {
    mode: 'plan',
    region,
    base,
    imageSource: 'base',
    amiId: base.id,
    template: template && { id: template.id, name: template.name, version: template.version },
    userData: userData && userDataFacts(userData),
    tookBefore: base.readyTimes,
    count: request.launch.count,
    places: made.places.map((place) => ({ ...place, refused: undefined })),
    readyWhen: request.ready.conditions.map(conditionName),
    permissions: { missing: [], unchecked: [], statements: [] },
  };
}
