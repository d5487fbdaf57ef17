/**
 * What IAM must allow for each call that we make. The policies in the README and the statements that a plan gives to paste
 * are made from this; a call without its row does not compile.
 *
 * Source of actions, resource types and condition keys: Service Authorization Reference, "Actions, resources, and condition
 * keys for Amazon EC2", "… AWS Systems Manager", "… AWS Identity and Access Management".
 */
import type { AutoScalingCommands, Ec2Commands, KmsCommands, S3Commands, SsmCommands } from './calls.js';
import { type Body, type PolicyScope, type Statement, type StatementName, STATEMENTS } from './statements.js';

export type { PolicyScope, Statement } from './statements.js';

export type Call =
  keyof Ec2Commands | keyof SsmCommands | keyof S3Commands | keyof KmsCommands | keyof AutoScalingCommands;

/** What EC2 does with a key of the account's own, in the name of whoever has disks encrypted with it. */
const ENCRYPTING = ['DisksKey', 'DisksGrant', 'Encrypt', 'Decrypt', 'EncryptFrom', 'EncryptTo'] as const;

/** Auto Scaling asks whether whoever names a launch template may launch by it. Source: Auto Scaling user guide, "Permissions for launch templates". */
const IN_A_GROUP = ['LaunchByTemplate', 'RequestSpot', 'LaunchInto', 'TagByTemplate', 'PassRole'] as const;

/** The names of the statements that a call needs. */
const NEEDS: Readonly<Record<Call, readonly StatementName[]>> = {
  CopyImage: ['Copy', 'TagImages', ...ENCRYPTING],
  CreateGrant: ['Grant'],
  CreateImage: ['Image', 'ImageInto', 'TagImages'],
  CreateOrUpdateTags: ['TagGroup'],
  CreateTags: ['TagLater'],
  DeleteObject: ['Unstage'],
  DeleteSnapshot: ['DeleteSnapshots'],
  DeregisterImage: ['Retire', 'DeleteSnapshots'],
  DescribeAutoScalingGroups: ['Groups'],
  DescribeImageAttribute: ['Shares'],
  // What EC2 looks at for that, beside the instances and template versions that such modes look at themselves.
  DescribeImageReferences: [
    'References',
    'ReferringTemplates',
    'ReferringParameters',
    'ReferringValues',
    'ReferringImageRecipes',
    'ReferringContainerRecipes',
    'ReferringContainers',
  ],
  DescribeImages: ['Images'],
  DescribeInstances: ['Instances'],
  DescribeInstanceStatus: ['StatusChecks'],
  DescribeInstanceTypes: ['InstanceTypes'],
  DescribeInstanceInformation: ['Agents'],
  DescribeKey: ['Keys'],
  DescribeLaunchConfigurations: ['LaunchConfigurations'],
  DescribeLaunchTemplateVersions: ['LaunchTemplates'],
  DescribeSnapshots: ['Snapshots'],
  EnableImageDeprecation: ['Deprecate'],
  GetConsoleOutput: ['Consoles'],
  GetEbsDefaultKmsKeyId: ['DefaultKey'],
  GetParameters: ['Parameters'],
  ListObjectsV2: ['ListStaged'],
  ModifyImageAttribute: ['Share'],
  ModifyInstanceAttribute: ['GoOn'],
  PutObject: ['Stage', 'Fetch'],
  PutParameter: ['Publish'],
  RunInstances: ['Launch', 'LaunchInto', 'TagAtLaunch', 'PassRole', ...ENCRYPTING],
  StartInstances: ['Start'],
  TerminateInstances: ['Terminate'],
  AttachLoadBalancerTargetGroups: ['AttachTargets'],
  CancelInstanceRefresh: ['Refresh'],
  CreateAutoScalingGroup: ['MakeGroup', 'TagGroup', ...IN_A_GROUP],
  CreateLaunchTemplate: ['MakeTemplate', 'TagTemplate'],
  CreateLaunchTemplateVersion: ['Versions'],
  DeleteAutoScalingGroup: ['DropGroup'],
  DeleteLaunchTemplate: ['DropTemplate'],
  DeleteLaunchTemplateVersions: ['DropVersions'],
  DeleteTags: ['UntagGroup'],
  DeleteWarmPool: ['DropPool'],
  DescribeInstanceRefreshes: ['Refreshes'],
  DescribeScalingActivities: ['Activities'],
  DetachLoadBalancerTargetGroups: ['DetachTargets'],
  PutWarmPool: ['Pool'],
  RollbackInstanceRefresh: ['RollBack'],
  StartInstanceRefresh: ['StartRefresh', ...IN_A_GROUP],
  UpdateAutoScalingGroup: ['ChangeGroup', ...IN_A_GROUP],
};

export type PolicyMode = 'launch' | 'rollout' | 'plan' | 'resolve' | 'bake' | 'prune' | 'terminate';

const RESOLVING = ['GetParameters', 'DescribeImages', 'DescribeInstanceTypes'] as const;
/** All calls that a launch may make, depending on its inputs. */
export const LAUNCHING = [
  ...RESOLVING,
  'DescribeLaunchTemplateVersions',
  'RunInstances',
  'DescribeInstances',
  'DescribeInstanceStatus',
  'GetConsoleOutput',
  'DescribeInstanceInformation',
  'TerminateInstances',
  'PutObject',
  'DeleteObject',
] as const;

/** All calls that a bake may make, depending on its inputs. */
export const BAKING = [
  ...RESOLVING,
  'DescribeLaunchTemplateVersions',
  'RunInstances',
  'DescribeInstances',
  'GetConsoleOutput',
  'ModifyInstanceAttribute',
  'StartInstances',
  'TerminateInstances',
  'CreateImage',
  'CreateTags',
  'DeregisterImage',
  'DescribeSnapshots',
  'DeleteSnapshot',
  'PutObject',
  'DeleteObject',
  'CopyImage',
  'GetEbsDefaultKmsKeyId',
  'DescribeKey',
  'CreateGrant',
  'DescribeImageAttribute',
  'ModifyImageAttribute',
  'EnableImageDeprecation',
  'PutParameter',
  'DescribeImageReferences',
  'DescribeLaunchConfigurations',
  'DescribeAutoScalingGroups',
] as const;

/** All calls that a roll-out may make beside those of a bake, depending on its inputs. */
const ROLLING = [
  ...RESOLVING,
  'DescribeLaunchTemplateVersions',
  'DescribeAutoScalingGroups',
  'DescribeInstanceRefreshes',
  'DescribeScalingActivities',
  'DescribeLaunchConfigurations',
  'CreateLaunchTemplate',
  'CreateLaunchTemplateVersion',
  'DeleteLaunchTemplate',
  'DeleteLaunchTemplateVersions',
  'CreateAutoScalingGroup',
  'CreateOrUpdateTags',
  'DeleteTags',
  'UpdateAutoScalingGroup',
  'DeleteAutoScalingGroup',
  'AttachLoadBalancerTargetGroups',
  'DetachLoadBalancerTargetGroups',
  'PutWarmPool',
  'DeleteWarmPool',
  'StartInstanceRefresh',
  'CancelInstanceRefresh',
  'RollbackInstanceRefresh',
  'DescribeInstances',
  'DescribeInstanceStatus',
  'GetConsoleOutput',
  'DescribeInstanceInformation',
] as const;

/** What is in use, and what is not. */
const PRUNING = [
  'DescribeImages',
  'DescribeInstances',
  'DescribeImageReferences',
  'DescribeImageAttribute',
  'DescribeLaunchTemplateVersions',
  'DescribeLaunchConfigurations',
  'DescribeAutoScalingGroups',
  'DescribeSnapshots',
  'GetParameters',
  'ListObjectsV2',
  'DeleteObject',
  'DeregisterImage',
  'DeleteSnapshot',
  'TerminateInstances',
] as const;

/** The calls that each mode makes, depending on its inputs. A plan asks by DryRun whether the launch's are allowed. */
export const CALLS_OF: Readonly<Record<PolicyMode, readonly Call[]>> = {
  resolve: RESOLVING,
  launch: LAUNCHING,
  rollout: ROLLING,
  plan: LAUNCHING,
  bake: BAKING,
  prune: PRUNING,
  terminate: ['DescribeInstances', 'TerminateInstances'],
};

/** The least that these IAM actions, of those that `modes` need, have to be allowed. */
export function statementsFor(
  modes: readonly PolicyMode[],
  actions: readonly string[],
  {
    buildersOnly = !modes.some((mode) => ['launch', 'rollout', 'plan'].includes(mode)),
    ...given
  }: PolicyScope,
): Statement[] {
  const scope = { ...given, buildersOnly };
  const names = [...new Set(modes.flatMap((mode) => CALLS_OF[mode].flatMap((call) => NEEDS[call])))];
  const merged = new Map<string, Statement>();
  for (const name of names) {
    const body: Body | undefined = STATEMENTS[name](scope);
    if (body === undefined || !actions.includes(body.Action)) continue;
    const { Sid = name, Action, ...where } = body;
    // Describe calls, which all know no resources, make one statement.
    const key = JSON.stringify(where);
    const before = merged.get(key);
    merged.set(key, {
      Sid,
      Effect: 'Allow',
      Action: before === undefined ? Action : [before.Action, Action].flat(),
      ...where,
    });
  }
  return [...merged.values()];
}

/** The IAM actions that a mode needs with all its inputs in use. */
export function actionsOf(mode: PolicyMode, scope: PolicyScope): string[] {
  return actionsOfCalls(CALLS_OF[mode], scope);
}

/** The IAM actions that these calls need. */
export function actionsOfCalls(calls: readonly Call[], scope: PolicyScope): string[] {
  const names = calls.flatMap((call) => NEEDS[call]);
  return [...new Set(names.flatMap((name) => (STATEMENTS[name](scope) as Body | undefined)?.Action ?? []))];
}

/** As IAM takes them to paste. */
export function policyText(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);
}

/** The least that a mode needs with all its inputs in use. */
export function policyOf(mode: PolicyMode, scope: PolicyScope): Statement[] {
  return statementsFor([mode], actionsOf(mode, scope), scope);
}
