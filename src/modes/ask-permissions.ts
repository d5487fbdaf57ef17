import { type Verdict, verdictOf } from '../aws/dry-run.js';
import { partitionOf } from '../aws/partition.js';
import type { Call, LAUNCHING, PolicyScope } from '../aws/permissions.js';
import type { ReadContext } from '../context.js';
import { parametersOf } from '../image/aliases.js';
import type { BaseImageSource } from '../image/sources.js';
import type { Pipeline } from '../inputs/request.js';
import type { Condition } from '../instances/ready/condition.js';
import type { Template } from '../instances/template.js';
import type { Answer } from './permissions.js';

/** Asks about a call; undefined where a launch with these inputs doesn't make it. `read`: the calls that were answered. */
type Ask = (request: Pipeline, context: ReadContext, read: ReadonlySet<Call>) => Promise<Verdict> | undefined;

/** Each call of a launch but the launch itself. */
type AskedAlone = Exclude<(typeof LAUNCHING)[number], 'RunInstances'>;

/** Well formed, and never given out. */
const NO_INSTANCE = 'i-00000000000000000';

const NOT_ASKED: Verdict = { kind: 'not-asked', said: undefined };

const ASK: Readonly<Record<AskedAlone, Ask>> = {
  GetParameters: ({ base, launch }, context, read) => {
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
};

function awaits({ ready }: Pipeline, wanted: Condition['kind']): boolean {
  return ready.conditions.some(({ kind }) => kind === wanted);
}

/** Reads the parameters themselves: SSM knows no dry run, but asking changes nothing. */
function mayRead(source: BaseImageSource, { ssm }: ReadContext): Promise<Verdict> | undefined {
  const names = source.kind === 'parameter' ? [source.path] : [];
  if (source.kind === 'alias') names.push(...parametersOf(source.alias));
  return names.length === 0 ? undefined : verdictOf(ssm('GetParameters', { Names: names }));
}

/** A policy that allows a call on tagged instances only refuses it for an instance that is not there. */
async function onNone(asked: Promise<Verdict>): Promise<Verdict> {
  const verdict = await asked;
  return verdict.kind === 'denied' ? NOT_ASKED : verdict;
}

/** What `seen` tells already, and the answers about all other calls of a launch. All are asked at the same time. */
export async function askAround(
  request: Pipeline,
  seen: readonly Answer[],
  context: ReadContext,
): Promise<Answer[]> {
  const known = seen.filter(({ verdict }) => verdict.kind !== 'not-asked');
  const read = new Set(known.flatMap(({ call, verdict }) => (verdict.kind === 'allowed' ? call : [])));
  const left = (Object.keys(ASK) as AskedAlone[]).filter((one) => !known.some(({ call }) => call === one));
  const asked = await Promise.all(
    left.map(async (call) => ({ call, verdict: await ASK[call](request, context, read) })),
  );
  return [
    ...known,
    ...asked.flatMap(({ call, verdict }) => (verdict === undefined ? [] : [{ call, verdict }])),
  ];
}

/** What the statements to paste are made for. `template`: as far as it could be read. */
export async function scopeOf(
  { base, launch }: Pipeline,
  template: Template | undefined,
  context: ReadContext,
): Promise<PolicyScope> {
  const region = await context.region();
  const partition = partitionOf(region);
  const own = template?.data.IamInstanceProfile;
  const profile = (launch.instanceProfile ?? own?.Arn ?? own?.Name)?.split('/').at(-1);
  const parameter = ownParameter(base, template);
  return {
    partition,
    region,
    account: '*',
    repository: context.run.repository,
    // A profile usually has the name of its role.
    role: profile && `arn:${partition}:iam::*:role/${profile}`,
    parameters: parameter === undefined ? [] : [parameter.replace(/:.*$/, '')],
    bucket: undefined,
    keys: [],
  };
}

/** The SSM parameter that the inputs name for the base image, or else the template. */
function ownParameter({ source }: Pipeline['base'], template: Template | undefined): string | undefined {
  if (source !== undefined) return source.kind === 'parameter' ? source.path : undefined;
  return /^resolve:ssm:(.+)/.exec(template?.data.ImageId ?? '')?.[1];
}
