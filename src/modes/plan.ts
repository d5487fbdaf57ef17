import { isAwsFailure } from '../aws/errors.js';
import type { PolicyMode } from '../aws/permissions.js';
import type { ReadContext } from '../context.js';
import type { PlanRequest } from '../inputs/request.js';
import { askLaunch } from './ask-launch.js';
import { askBeside } from './ask-beside.js';
import { allMissing } from './missing.js';
import { PermissionsMissing, permissionsOf } from './permissions.js';
import { planOfRollout } from './plan-rollout.js';
import { plannedFacts } from './planned.js';
import { scopeOf } from './policy-scope.js';
import { makePlan, type Plan } from './read-half.js';
import type { PlanResult } from './result.js';
import { tellVerdicts } from './tell-verdicts.js';
import { type Witness, witness } from './witness.js';

/** All of a launch, or of a roll-out, but what changes something. */
export function plan(request: PlanRequest, context: ReadContext): Promise<PlanResult> {
  const { rollout } = request;
  return rollout === undefined
    ? planOfLaunch(request, context)
    : planOfRollout({ ...request, rollout }, context);
}

/** All of a launch but the launch: the same reading half, and whether EC2 would do the rest. */
async function planOfLaunch(request: PlanRequest, context: ReadContext): Promise<PlanResult> {
  const { phase } = context;
  const watched = witness(context);
  const made = await phase('Resolve and render', () => readHalf(request, watched, context));
  const [{ places, answers }, { then, around }] = await phase('Ask EC2 whether it would launch', () =>
    Promise.all([askLaunch(made, context), askBeside(request, made, watched, context)]),
  );
  const scope = await scopeOf(request, made.template, context);
  const result: PlanResult = {
    mode: 'plan',
    ...plannedFacts(made, request),
    count: request.launch.count,
    places,
    then,
    permissions: permissionsOf([...answers, ...around], modesOf(request), scope),
    rollout: undefined,
  };
  tellVerdicts(result, [...answers, ...around], context);
  return result;
}

/** The modes whose calls such a launch makes. */
function modesOf({ bake }: PlanRequest): readonly PolicyMode[] {
  return bake.layers.length === 0 ? ['plan'] : ['plan', 'bake'];
}

/** Without the permission to read there is no plan; but all that is missing beside it can still be told. */
async function readHalf(request: PlanRequest, watched: Witness, context: ReadContext): Promise<Plan> {
  try {
    return await makePlan(request, watched.context);
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'permission')) throw thrown;
    const about = { seen: await watched.seen(), others: [], modes: modesOf(request) };
    throw new PermissionsMissing(await allMissing(request, about, context), thrown);
  }
}
