import { isAwsFailure } from '../aws/errors.js';
import type { Verdict } from '../aws/dry-run.js';
import { partitionOf } from '../aws/partition.js';
import { type PolicyScope, statementsFor } from '../aws/permissions.js';
import type { ReadContext } from '../context.js';
import type { Pipeline } from '../inputs/request.js';
import type { Permissions } from './permissions.js';

/** What came of asking: IAM actions that are not allowed, and those that nobody could ask about. */
export interface Asked {
  readonly missing: readonly string[];
  readonly unchecked: readonly string[];
  /** The ARN of a role that may not be passed, where EC2 named it. */
  readonly role: string | undefined;
}

/** Well formed, and never given out. */
const NO_INSTANCE = 'i-00000000000000000';

/** Asks about every call that only looks, and about ending what is launched. All at the same time. */
export async function askAround(request: Pipeline, context: ReadContext): Promise<Asked> {
  const { dryRun } = context;
  const kinds = new Set(request.ready.conditions.map(({ kind }) => kind));
  const reads = [
    dryRun('DescribeImages', {}),
    dryRun('DescribeInstanceTypes', {}),
    dryRun('DescribeInstances', {}),
    ...(kinds.has('status-checks') ? [dryRun('DescribeInstanceStatus', {})] : []),
    ...(request.launch.template ? [dryRun('DescribeLaunchTemplateVersions', { Versions: ['$Latest'] })] : []),
    ...(kinds.has('ssm') ? [mayAskForAgents(context)] : []),
  ];
  // A policy that allows these for tagged instances only refuses them for an instance that is not there.
  const later = [
    dryRun('TerminateInstances', { InstanceIds: [NO_INSTANCE] }),
    dryRun('GetConsoleOutput', { InstanceId: NO_INSTANCE }),
  ];
  const [missing, unchecked] = await Promise.all([denied(reads), denied(later)]);
  return { missing, unchecked, role: undefined };
}

async function denied(asked: readonly Promise<Verdict>[]): Promise<string[]> {
  const verdicts = await Promise.all(asked);
  return verdicts.flatMap((verdict) => (verdict.kind === 'denied' ? [verdict.action] : []));
}

/** SSM knows no dry run, but asking changes nothing. */
async function mayAskForAgents({ ssm }: ReadContext): Promise<Verdict> {
  try {
    await ssm('DescribeInstanceInformation', { MaxResults: 5 });
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'permission')) throw thrown;
    return { kind: 'denied', action: thrown.deniedAction ?? '', said: thrown.said };
  }
  return { kind: 'allowed' };
}

/** All that was asked, as a reader wants it: each action once, with the statements that would allow it. */
export async function permissionsOf(
  asked: readonly Asked[],
  request: Pipeline,
  context: ReadContext,
): Promise<Permissions> {
  const missing = [...new Set(asked.flatMap((one) => one.missing))];
  const unchecked = [...new Set(asked.flatMap((one) => one.unchecked))].filter(
    (action) => !missing.includes(action),
  );
  const role = asked.find((one) => one.role !== undefined)?.role;
  const scope = await scopeOf(request, role, context);
  // What could not be asked about is in doubt only where something else is missing.
  const wanted = missing.length === 0 ? [] : [...missing, ...unchecked];
  return { missing, unchecked, statements: statementsFor('launch', wanted, scope) };
}

async function scopeOf(
  { base, launch }: Pipeline,
  role: string | undefined,
  context: ReadContext,
): Promise<PolicyScope> {
  const name = await context.region();
  const partition = partitionOf(name);
  const profile = launch.instanceProfile?.split('/').at(-1);
  const { source } = base;
  return {
    partition,
    region: name,
    account: '*',
    repository: context.run.repository,
    // A profile usually has the name of its role.
    role: role ?? (profile && `arn:${partition}:iam::*:role/${profile}`),
    parameters: source?.kind === 'parameter' ? [source.path.replace(/:.*$/, '')] : [],
  };
}
