import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { PlanRequest } from '../inputs/request.js';
import { askLaunch } from './ask-launch.js';
import { type Asked, askAround, permissionsOf } from './ask-permissions.js';
import type { Permissions } from './permissions.js';
import { plannedFacts } from './planned.js';
import { makePlan, type Plan } from './read-half.js';
import type { PlanResult } from './result.js';

/** All of a launch but the launch: the same reading half, and whether EC2 would do the rest. */
export async function plan(request: PlanRequest, context: ReadContext): Promise<PlanResult> {
  const { phase, log } = context;
  const made = await phase('Resolve and render', () => readHalf(request, context));
  const [{ places, ...asked }, around] = await phase('Ask EC2 whether it would launch', () =>
    Promise.all([askLaunch(made, context), askAround(request, context)]),
  );
  const permissions = await permissionsOf([asked, around], request, context);
  if (permissions.missing.length > 0) log.warn(sentence(permissions));
  return {
    mode: 'plan',
    ...plannedFacts(made, request),
    count: request.launch.count,
    places,
    permissions,
  };
}

/** Without the permission to read there is no plan; but all that is missing beside it can still be told. */
async function readHalf(request: PlanRequest, context: ReadContext): Promise<Plan> {
  try {
    return await makePlan(request, context);
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'permission') || thrown.deniedAction === undefined) throw thrown;
    const own: Asked = {
      missing: [thrown.deniedAction],
      unchecked: notReached(thrown.deniedAction, request),
      role: undefined,
    };
    const permissions = await permissionsOf([own, await askAround(request, context)], request, context);
    throw new Failure('missing-permissions', `${thrown.message} ${sentence(permissions)}`, {
      advice: `Add these statements to the policy of the role that this job uses:\n${policy(permissions)}`,
      cause: thrown,
    });
  }
}

/** What a plan asks for after the call that was refused, and nobody can ask about by itself. */
function notReached(denied: string, { base, launch }: PlanRequest): string[] {
  const byParameter = base.source?.kind !== 'id' && base.source?.kind !== 'name';
  return [
    // Images are looked up by what the parameter says.
    ...(byParameter && denied !== 'ec2:DescribeImages' ? ['ssm:GetParameters'] : []),
    'ec2:RunInstances',
    'ec2:CreateTags',
    ...(launch.instanceProfile === undefined ? [] : ['iam:PassRole']),
  ];
}

function sentence({ missing, unchecked }: Permissions): string {
  const also =
    unchecked.length === 0 ? '' : ` Whether these are could not be asked: ${unchecked.join(', ')}.`;
  return `Not allowed for these credentials: ${missing.join(', ')}.${also}`;
}

function policy({ statements }: Permissions): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);
}
