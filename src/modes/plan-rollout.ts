import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../aws/errors.js';
import type { PolicyMode } from '../aws/permissions.js';
import { runTag, TAG } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import type { PlanRequest } from '../inputs/request.js';
import { dataOfConfiguration } from '../rollout/migrate.js';
import { planRollout } from '../rollout/plan.js';
import { targetOf } from '../rollout/refresh.js';
import { askBeside } from './ask-beside.js';
import { NOT_ASKED } from './ask.js';
import { type AskedLaunch, askLaunch } from './ask-launch.js';
import { askRolling } from './ask-rolling.js';
import { allMissing } from './missing.js';
import { PermissionsMissing, permissionsOf } from './permissions.js';
import { plannedFacts } from './planned.js';
import { type Looked, plannedRollout, type RolloutPlanRequest } from './planned-rollout.js';
import { scopeOf } from './policy-scope.js';
import { type Plan, planWith, prepare } from './read-half.js';
import type { PlanResult } from './result.js';
import { lookUp, noGroup } from './rollout.js';
import { tellRollout, tellVerdicts } from './tell-verdicts.js';
import { type Witness, witness } from './witness.js';

/** All of a roll-out but what changes something: the same reading half, and as much of the rest as AWS can be asked about. */
export async function planOfRollout(request: RolloutPlanRequest, context: ReadContext): Promise<PlanResult> {
  const { phase } = context;
  const watched = witness(context);
  const looked = await phase('Look at the group, resolve and render', () =>
    readHalf(request, watched, context),
  );
  const [{ places, answers }, { then, around }, rolling] = await phase(
    'Ask EC2 whether it would launch',
    () =>
      Promise.all([
        askInGroup(looked, context),
        askBeside(request, looked.plan, watched, context),
        askRolling(request, looked, context),
      ]),
  );
  // Nothing but a builder would be ended by us.
  const needed = around.filter(({ call }) => call !== 'TerminateInstances' || looked.plan.bake !== undefined);
  const all = [...answers, ...needed, ...rolling];
  const scope = await scopeOf(request, looked.plan.template, context);
  const rollout = plannedRollout(request, looked);
  const result: PlanResult = {
    mode: 'plan',
    ...plannedFacts(looked.plan, request),
    template: rollout.template &&
      looked.plan.template && { ...rollout.template, version: looked.plan.template.version },
    count: rollout.desired,
    places,
    then,
    permissions: permissionsOf(all, modesOf(request), scope),
    rollout,
  };
  tellRollout(rollout, context);
  tellVerdicts(result, all, context);
  return result;
}

function modesOf({ bake }: PlanRequest): readonly PolicyMode[] {
  return bake.layers.length === 0 ? ['rollout'] : ['rollout', 'bake'];
}

/** Without the permission to read there is no plan; but all that is missing beside it can still be told. */
async function readHalf(
  request: RolloutPlanRequest,
  watched: Witness,
  context: ReadContext,
): Promise<Looked> {
  try {
    return await look(request, watched.context);
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'permission')) throw thrown;
    const others = await askRolling(request, undefined, context);
    const about = { seen: await watched.seen(), others, modes: modesOf(request) };
    throw new PermissionsMissing(await allMissing(request, about, context), thrown);
  }
}

async function look(request: RolloutPlanRequest, context: ReadContext): Promise<Looked> {
  const { rollout } = request;
  const prepared = await prepare(request, context, true);
  const { group, running } = await lookUp(rollout, context);
  const { group: name } = rollout;
  if (group === undefined) {
    if (rollout.create === undefined) throw noGroup(name);
    const plan = await planWith(prepared, request, context, { name, template: undefined, instanceTypes: [] });
    return { plan, group, rolling: undefined, running: undefined };
  }
  if (group.template === undefined) {
    const data = (await dataOfConfiguration(request, group, context)) as ResponseLaunchTemplateData;
    const template = { id: '', name, version: 1, description: '', data };
    const launch = { ...request.launch, subnetIds: group.subnetIds, template: undefined };
    const inGroup = { name, template, instanceTypes: [] };
    const plan = await planWith(prepared, { ...request, launch }, context, inGroup);
    return { plan, group, rolling: undefined, running };
  }
  const target = running && targetOf(running);
  const found = { group, running: target && { ...target, name: target.id } };
  const rolling = await planRollout(prepared, request, found, context);
  return { plan: rolling, group, rolling, running };
}

/** EC2 launches by no template that has still to be made, and those of a group are allowed by their template alone. */
async function askInGroup(looked: Looked, context: ReadContext): Promise<AskedLaunch> {
  const asked = asLaunched(looked, context);
  if (looked.rolling !== undefined) return askLaunch(asked, context);
  const said = 'its launch template has still to be made';
  const none = { verdict: 'not-asked', final: false, said, advice: undefined } as const;
  return {
    places: asked.places.map((place) => ({ ...place, ...none })),
    answers: [{ call: 'RunInstances', verdict: NOT_ASKED }],
  };
}

/** The plan of a launch that is as those of the group: tagged as a version is. */
function asLaunched({ plan }: Looked, { run }: ReadContext): Plan {
  return { ...plan, spec: { ...plan.spec, tags: { ...plan.spec.tags, [TAG.run]: runTag(run) } } };
}
