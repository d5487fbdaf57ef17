import { isAwsFailure } from '../aws/errors.js';
import { actionsOfCalls, type PolicyMode, policyText } from '../aws/permissions.js';
import type { Log, ReadContext } from '../context.js';
import type { PlanRequest } from '../inputs/request.js';
import { allPlaces, placeName } from '../instances/placement.js';
import { readTemplate, type Template } from '../instances/template.js';
import { plannedAfterPart } from './after-part.js';
import { askLaunch } from './ask-launch.js';
import { askAround } from './ask-permissions.js';
import { failsAt } from './fails-at.js';
import {
  type Answer,
  type Permissions,
  PermissionsMissing,
  permissionsOf,
  permissionsSentence,
} from './permissions.js';
import { plannedFacts } from './planned.js';
import { scopeOf } from './policy-scope.js';
import { afterImage } from './image-part.js';
import { makePlan, type Plan } from './read-half.js';
import type { PlannedPlace, PlanResult } from './result.js';
import { type Witness, witness } from './witness.js';

/** All of a launch but the launch: the same reading half, and whether EC2 would do the rest. */
export async function plan(request: PlanRequest, context: ReadContext): Promise<PlanResult> {
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
  };
  tell(result, [...answers, ...around], context);
  return result;
}

interface Beside {
  readonly then: readonly string[];
  readonly around: readonly Answer[];
}

async function askBeside(
  request: PlanRequest,
  made: Plan,
  watched: Witness,
  context: ReadContext,
): Promise<Beside> {
  const then = await thenOf(request, made, watched.context).catch((thrown: unknown) => {
    // What is not allowed has been seen, and is told with all else that is missing.
    if (!isAwsFailure(thrown, 'permission')) throw thrown;
    return [];
  });
  const around = await askAround(request, { plan: made, seen: await watched.seen() }, context);
  return { then, around };
}

/** The modes whose calls such a launch makes. */
function modesOf({ bake }: PlanRequest): readonly PolicyMode[] {
  return bake.layers.length === 0 ? ['plan'] : ['plan', 'bake'];
}

/** What would be done with the image. */
async function thenOf(
  request: PlanRequest,
  { bake }: Plan,
  context: ReadContext,
): Promise<readonly string[]> {
  if (bake === undefined) return [];
  const { shown } = bake.start;
  const image = bake.passes.length > 0 || shown === undefined ? undefined : afterImage(bake, shown, true);
  return plannedAfterPart(image, bake.lineage, request.bake, context);
}

/** Without the permission to read there is no plan; but all that is missing beside it can still be told. */
async function readHalf(request: PlanRequest, watched: Witness, context: ReadContext): Promise<Plan> {
  try {
    return await makePlan(request, watched.context);
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'permission')) throw thrown;
    throw new PermissionsMissing(await allMissing(request, await watched.seen(), context), thrown);
  }
}

async function allMissing(
  request: PlanRequest,
  seen: readonly Answer[],
  context: ReadContext,
): Promise<Permissions> {
  const around = await askAround(request, { plan: undefined, seen }, context);
  const template = await templateOf(request, around, context);
  const scope = await scopeOf(request, template, context);
  // Whether a template that cannot be read has a profile nobody knows.
  const inTheDark = request.launch.template !== undefined && template === undefined;
  const role = scope.role ?? (inTheDark ? '*' : undefined);
  const launch: Answer = {
    call: 'RunInstances',
    verdict: { kind: 'not-asked', said: undefined },
    actions: actionsOfCalls(['RunInstances'], { ...scope, role }),
  };
  return permissionsOf([...around, launch], modesOf(request), scope);
}

/** Once more, where it could be read before something else went wrong. */
async function templateOf(
  { launch }: PlanRequest,
  answers: readonly Answer[],
  context: ReadContext,
): Promise<Template | undefined> {
  const read = answers.find(({ call }) => call === 'DescribeLaunchTemplateVersions');
  return read?.verdict.kind === 'allowed'
    ? readTemplate(launch.template, context).catch(() => undefined)
    : undefined;
}

function tell(
  { places, permissions, then }: PlanResult,
  answers: readonly Answer[],
  { log }: ReadContext,
): void {
  for (const sentence of then) log.say(sentence);
  const denied = answers.some(({ call, verdict }) => call === 'RunInstances' && verdict.kind === 'denied');
  if (!denied) tellPlaces(places, log);
  if (permissions.missing.length > 0) {
    log.warn(permissionsSentence(permissions));
    if (permissions.statements.length > 0) log.say(policyText(permissions.statements));
  }
  for (const { call, verdict } of answers) {
    if (verdict.kind === 'not-asked' && verdict.said !== undefined)
      log.warn(`Whether ${call} is allowed could not be asked: ${verdict.said}.`);
  }
}

function tellPlaces(places: readonly PlannedPlace[], log: Log): void {
  const count = (wanted: PlannedPlace['verdict']) =>
    places.filter(({ verdict }) => verdict === wanted).length;
  const [refused, notAsked] = [count('refused'), count('not-asked')];
  const failing = failsAt(places);
  if (failing === undefined && refused < places.length) {
    log.say(
      `EC2 would launch in ${count('would-launch')} of ${places.length} places; it refuses ${refused}, and was not asked about ${notAsked}.`,
    );
    return;
  }
  if (failing !== undefined && refused < places.length) {
    const { said = '', advice = '' } = failing;
    log.warn(`A launch would fail at ${placeName(failing)}: ${said}. ${advice}`.trim());
    return;
  }
  const why = places.map((place) => `${placeName(place)}: ${place.said ?? ''}`).join('; ');
  const advice = [...new Set(places.flatMap((place) => place.advice ?? []))].join(' ');
  log.warn(`EC2 would refuse to launch in ${allPlaces(places)} (${why}). ${advice}`.trim());
}
