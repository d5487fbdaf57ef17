import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { Verdict } from '../aws/dry-run.js';
import type { ReadContext } from '../context.js';
import type { Place } from '../instances/placement.js';
import { runInstancesInput } from '../instances/spec.js';
import type { Asked } from './ask-permissions.js';
import type { Plan } from './read-half.js';
import type { PlannedPlace } from './result.js';

/** EC2 lets five launches through at once and then two a second, and dry runs count. Source: EC2, "Request throttling". */
const MOST_PLACES = 10;

export interface AskedLaunch extends Asked {
  readonly places: readonly PlannedPlace[];
}

/** Asks EC2 whether it would launch, in each place. Whether there is capacity a dry run does not tell. */
export async function askLaunch({ spec, places }: Plan, context: ReadContext): Promise<AskedLaunch> {
  const planned: PlannedPlace[] = [];
  let asked: Asked = { missing: [], unchecked: [], role: undefined };
  for (const [index, place] of places.entries()) {
    const verdict = index < MOST_PLACES ? await ask(place) : undefined;
    if (verdict?.kind === 'denied') {
      asked = await askInParts(runInstancesInput(spec, place), verdict, context);
      planned.push(...places.slice(index).map((one) => ({ ...one, refused: notAsked(verdict.action) })));
      break;
    }
    planned.push({ ...place, refused: verdict?.kind === 'refused' ? verdict.said : undefined });
  }
  return { ...asked, places: planned };

  function ask(place: Place): Promise<Verdict> {
    return context.dryRun('RunInstances', runInstancesInput(spec, place));
  }
}

const notAsked = (action: string) => `not asked: ${action} is not allowed`;

/**
 * EC2 names one action at a time. The parts of a launch that need more than RunInstances are left out one after the
 * other, so that all that is missing is told at once.
 */
async function askInParts(input: RunInstancesRequest, first: Verdict, context: ReadContext): Promise<Asked> {
  const missing: string[] = [];
  let role: string | undefined;
  let left = input;
  let verdict = first;
  while (verdict.kind === 'denied') {
    const { action, said } = verdict;
    // A policy may allow launches only with our tags: without them a refusal says nothing.
    const doubtful = action === 'ec2:RunInstances' && left.TagSpecifications === undefined;
    if (!doubtful) missing.push(action);
    const less = doubtful ? undefined : withoutPart(left, action);
    if (less === undefined)
      return { missing, unchecked: [...(doubtful ? [action] : []), ...hidden(left)], role };
    if (action === 'iam:PassRole') role = /on resource: (arn:\S+:role\/\S+)/.exec(said)?.[1];
    left = less;
    verdict = await context.dryRun('RunInstances', left);
  }
  return { missing, unchecked: [], role };
}

const PARTS: Readonly<Record<string, 'IamInstanceProfile' | 'TagSpecifications'>> = {
  'iam:PassRole': 'IamInstanceProfile',
  'ec2:CreateTags': 'TagSpecifications',
};

/** The launch without the part that needs an action; undefined when it has no such part. */
function withoutPart(input: RunInstancesRequest, action: string): RunInstancesRequest | undefined {
  const part = PARTS[action];
  if (part === undefined || input[part] === undefined) return undefined;
  return { ...input, [part]: undefined };
}

/** What EC2 would have asked for next. */
function hidden({ TagSpecifications, IamInstanceProfile }: RunInstancesRequest): string[] {
  return [
    ...(TagSpecifications === undefined ? [] : ['ec2:CreateTags']),
    ...(IamInstanceProfile === undefined ? [] : ['iam:PassRole']),
  ];
}
