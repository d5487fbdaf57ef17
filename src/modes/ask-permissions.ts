import { type Verdict, verdictOf } from '../aws/dry-run.js';
import type { Call, LAUNCHING } from '../aws/permissions.js';
import type { ReadContext } from '../context.js';
import { parametersOf } from '../image/aliases.js';
import type { BaseImageSource } from '../image/sources.js';
import type { Pipeline } from '../inputs/request.js';
import type { Condition } from '../instances/ready/condition.js';
import { NO_INSTANCE, NOT_ASKED, onNone } from './ask.js';
import { askBaking } from './ask-baking.js';
import type { Answer } from './permissions.js';
import type { Plan } from './read-half.js';

/** Asks about a call; undefined where a launch with these inputs doesn't make it. */
type Ask = (request: Pipeline, context: ReadContext, known: Known) => Promise<Verdict> | undefined;

interface Known {
  /** The calls that were answered. */
  readonly read: ReadonlySet<Call>;
  /** Undefined where none could be made. */
  readonly plan: Plan | undefined;
}

/** Each call of a launch but the launch itself. */
type AskedAlone = Exclude<(typeof LAUNCHING)[number], 'RunInstances'>;

const ASK: Readonly<Record<AskedAlone, Ask>> = {
  GetParameters: ({ base, launch }, context, { read }) => {
    if (base.source !== undefined) return mayRead(base.source, context);
    // The image then stands in the launch template. Where that was read, the image was looked up, too.
    const unknown = launch.template !== undefined && !read.has('DescribeLaunchTemplateVersions');
    return unknown ? Promise.resolve(NOT_ASKED) : undefined;
  },
  DescribeImages: (_request, { dryRun }) => dryRun('DescribeImages', {}),
  DescribeInstanceTypes: (_request, { dryRun }) => dryRun('DescribeInstanceTypes', {}),
  DescribeLaunchTemplateVersions: ({ launch }, { dryRun }) =>
    launch.template && dryRun('DescribeLaunchTemplateVersions', { Versions: ['$Latest'] }),
  DescribeInstances: (_request, { dryRun }) => dryRun('DescribeInstances', {}),
  DescribeInstanceStatus: (request, { dryRun }) =>
    awaits(request, 'status-checks') ? dryRun('DescribeInstanceStatus', {}) : undefined,
  GetConsoleOutput: (_request, { dryRun }) => onNone(dryRun('GetConsoleOutput', { InstanceId: NO_INSTANCE })),
  DescribeInstanceInformation: (request, { ssm }) =>
    awaits(request, 'ssm') ? verdictOf(ssm('DescribeInstanceInformation', { MaxResults: 5 })) : undefined,
  TerminateInstances: (_request, { dryRun }) =>
    onNone(dryRun('TerminateInstances', { InstanceIds: [NO_INSTANCE] })),
  PutObject: staged,
  DeleteObject: staged,
};

/** S3 knows no dry run, and only a bucket's own objects. */
function staged({ app }: Pipeline, _context: ReadContext, { plan }: Known): Promise<Verdict> | undefined {
  const all = plan && [plan.userData, ...(plan.bake?.passes ?? []).map(({ userData }) => userData)];
  const needed = all?.some((userData) => userData?.staged !== undefined) ?? app.stagingBucket !== undefined;
  return needed ? Promise.resolve(NOT_ASKED) : undefined;
}

function awaits({ ready }: Pipeline, wanted: Condition['kind']): boolean {
  return ready.conditions.some(({ kind }) => kind === wanted);
}

/** Reads the parameters themselves: SSM knows no dry run, but asking changes nothing. */
function mayRead(source: BaseImageSource, { ssm }: ReadContext): Promise<Verdict> | undefined {
  const names = source.kind === 'parameter' ? [source.path] : [];
  if (source.kind === 'alias') names.push(...parametersOf(source.alias));
  return names.length === 0 ? undefined : verdictOf(ssm('GetParameters', { Names: names }));
}

/**
 * What `seen` tells already, and the answers about all other calls of a launch and of what is baked for it. All are asked at
 * the same time.
 *
 * @param plan undefined where none could be made
 */
export async function askAround(
  request: Pipeline,
  { plan, seen }: { readonly plan: Plan | undefined; readonly seen: readonly Answer[] },
  context: ReadContext,
): Promise<Answer[]> {
  const known = seen.filter(({ verdict }) => verdict.kind !== 'not-asked');
  const read = new Set(known.flatMap(({ call, verdict }) => (verdict.kind === 'allowed' ? call : [])));
  const left = (Object.keys(ASK) as AskedAlone[]).filter((one) => !known.some(({ call }) => call === one));
  const [baking, ...asked] = await Promise.all([
    askBaking(request, plan, context),
    ...left.map(async (call) => ({ call, verdict: await ASK[call](request, context, { read, plan }) })),
  ]);
  return [
    ...known,
    ...baking,
    ...asked.flatMap(({ call, verdict }) => (verdict === undefined ? [] : [{ call, verdict }])),
  ];
}
