import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { Verdict } from '../aws/dry-run.js';
import type { ReadContext } from '../context.js';
import { leadsOn } from '../instances/launch.js';
import type { Place } from '../instances/placement.js';
import { runInstancesInput } from '../instances/spec.js';
import type { Template } from '../instances/template.js';
import type { Answer } from './permissions.js';
import type { Plan } from './read-half.js';
import type { PlannedPlace } from './result.js';

/** EC2 lets five launches through at once and then two a second, and dry runs count. Source: EC2, "Request throttling". */
const MOST_PLACES = 10;

export interface AskedLaunch {
  readonly places: readonly PlannedPlace[];
  /** Whether the launch is allowed. */
  readonly answers: readonly Answer[];
}

/** Asks EC2 whether it would launch, in each place. Whether there is capacity a dry run does not tell. */
export async function askLaunch(
  { spec, places, template }: Plan,
  context: ReadContext,
): Promise<AskedLaunch> {
  const planned: PlannedPlace[] = [];
  const end = (why: string, answers: readonly Answer[]): AskedLaunch => {
    const left = places.slice(planned.length).map((place) => notAsked(place, why));
    return { places: [...planned, ...left], answers };
  };
  for (const [index, place] of places.slice(0, MOST_PLACES).entries()) {
    const input = runInstancesInput(spec, place);
    const verdict = await context.dryRun('RunInstances', input);
    planned.push(plannedPlace(place, verdict, places.slice(index + 1)));
    if (verdict.kind === 'denied')
      return end(`${verdict.action} is not allowed`, await askInParts({ input, template }, verdict, context));
    // Each try more would take as long as this one did.
    if (verdict.kind === 'not-asked')
      return end('EC2 did not answer about the place before', index === 0 ? [answer(verdict)] : []);
  }
  return end(`only the first ${MOST_PLACES} places are asked about`, []);
}

const answer = (verdict: Verdict): Answer => ({ call: 'RunInstances', verdict });

const UNREFUSED = { advice: undefined, final: false } as const;

function notAsked(place: Place, said: string | undefined): PlannedPlace {
  return { ...place, verdict: 'not-asked', ...UNREFUSED, said };
}

function plannedPlace(place: Place, verdict: Verdict, left: readonly Place[]): PlannedPlace {
  switch (verdict.kind) {
    case 'allowed':
      return { ...place, verdict: 'would-launch', ...UNREFUSED, said: undefined };
    case 'refused':
      return {
        ...place,
        verdict: 'refused',
        said: verdict.said,
        advice: verdict.advice,
        final: !leadsOn(verdict.error, place, left),
      };
    case 'denied':
      return {
        ...place,
        verdict: 'refused',
        said: `${verdict.action} is not allowed`,
        advice: undefined,
        final: true,
      };
    case 'not-asked':
      return notAsked(place, verdict.said);
  }
}

/** A launch, and the template that fills it up where it names one. */
interface Request {
  readonly input: RunInstancesRequest;
  readonly template: Template | undefined;
}

/**
 * EC2 names one action at a time. The parts of a launch that need more than RunInstances are left out one after the
 * other, so that all that is missing is told at once.
 */
async function askInParts(whole: Request, first: Verdict, context: ReadContext): Promise<Answer[]> {
  const answers: Answer[] = [];
  let left = whole;
  let verdict = first;
  while (verdict.kind === 'denied') {
    const { action } = verdict;
    // A policy may allow launches only with our tags, a profile or the template: a part that is refused says nothing.
    const doubtful = action === 'ec2:RunInstances' && left !== whole;
    if (!doubtful) answers.push(answer(verdict));
    const less = doubtful ? undefined : withoutPart(left, action);
    if (less === undefined)
      return [...answers, inDoubt([...(doubtful ? [action] : []), ...actionsOfParts(left)])];
    left = less;
    verdict = await context.dryRun('RunInstances', left.input);
  }
  // What is left of a launch without its template may be refused before EC2 looks at permissions.
  const unclear = verdict.kind === 'refused' && left.template !== whole.template;
  if (verdict.kind === 'not-asked' || unclear)
    answers.push(inDoubt(['ec2:RunInstances', ...actionsOfParts(left)]));
  return answers;
}

function inDoubt(actions: readonly string[]): Answer {
  return { call: 'RunInstances', verdict: { kind: 'not-asked', said: undefined }, actions };
}

const PARTS = { 'ec2:CreateTags': 'TagSpecifications', 'iam:PassRole': 'IamInstanceProfile' } as const;
type PartAction = keyof typeof PARTS;

/** The actions that the parts of a launch need, whether it has them itself or by its template. */
function actionsOfParts({ input, template }: Request): PartAction[] {
  return (Object.keys(PARTS) as PartAction[]).filter(
    (action) => (input[PARTS[action]] ?? template?.data[PARTS[action]]) !== undefined,
  );
}

/** The launch without the part that needs an action; undefined when it has no such part. */
function withoutPart(request: Request, action: string): Request | undefined {
  const part = actionsOfParts(request).find((one) => one === action);
  if (part === undefined) return undefined;
  const { input, template } = request;
  const without = { [PARTS[part]]: undefined };
  if (template?.data[PARTS[part]] === undefined) return { ...request, input: { ...input, ...without } };
  // What a template has can only be left out together with the template. Tags are never its alone.
  const { IamInstanceProfile } = template.data;
  return {
    input: { IamInstanceProfile, ...input, LaunchTemplate: undefined, ...without },
    template: undefined,
  };
}
