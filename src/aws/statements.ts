/** The statements of our policies, by their names: see permissions.ts. Sources as there. */
import {
  type Body,
  IMAGED,
  type PolicyScope,
  arn,
  asOurs,
  ec2Principal,
  everything,
  madeAtLaunch,
  ofNobody,
  onGroups,
  onKeys,
  onOurImages,
  onOurs,
  onStaged,
  onTemplates,
  parameterArn,
  SPOT_REQUEST,
  usedAtLaunch,
  viaDisks,
  viaImages,
} from './statement-parts.js';
import { TAG } from './tags.js';

export type { Body, PolicyScope, Statement } from './statement-parts.js';

/** Describe calls know no resources. */
export const STATEMENTS = {
  Parameters: (scope) => ({
    Action: 'ssm:GetParameters',
    Resource: [
      // Public parameters belong to no account.
      `arn:${scope.partition}:ssm:${scope.region}::parameter/aws/service/*`,
      ...[...new Set([...scope.parameters, ...scope.published])].map((name) => parameterArn(scope, name)),
    ],
  }),
  Images: everything('ec2:DescribeImages'),
  InstanceTypes: everything('ec2:DescribeInstanceTypes'),
  LaunchTemplates: everything('ec2:DescribeLaunchTemplateVersions'),
  Launch: (scope) => ({
    Action: 'ec2:RunInstances',
    Resource: madeAtLaunch(scope).map((type) => arn(scope, type)),
    Condition: { StringLike: { [`aws:RequestTag/${TAG.run}`]: `${scope.repository}/*` } },
  }),
  // What a group had before is of anybody's making, and carries no tag of ours.
  LaunchByTemplate: (scope) => ({
    Action: 'ec2:RunInstances',
    Resource: madeAtLaunch(scope)
      .filter((type) => type !== SPOT_REQUEST)
      .map((type) => arn(scope, type)),
    Condition: { ArnLike: { 'ec2:LaunchTemplate': arn(scope, 'launch-template') } },
  }),
  // Of these EC2 does not say which template they are by. Source: Service Authorization Reference, Amazon EC2.
  RequestSpot: (scope) => ({ Action: 'ec2:RunInstances', Resource: arn(scope, SPOT_REQUEST) }),
  LaunchInto: (scope) => ({
    Action: 'ec2:RunInstances',
    Resource: [
      // Public images belong to no account here.
      `arn:${scope.partition}:ec2:${scope.region}::image/*`,
      ...usedAtLaunch(scope).map((type) => arn(scope, type)),
    ],
  }),
  TagAtLaunch: (scope) => ({
    Action: 'ec2:CreateTags',
    Resource: madeAtLaunch(scope).map((type) => arn(scope, type)),
    Condition: asOurs(scope, 'RunInstances'),
  }),
  // As templates say that are of anybody's making.
  TagByTemplate: (scope) => ({
    Action: 'ec2:CreateTags',
    Resource: madeAtLaunch(scope).map((type) => arn(scope, type)),
    Condition: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
  }),
  PassRole: (scope) =>
    scope.role === undefined
      ? undefined
      : {
          Action: 'iam:PassRole',
          Resource: scope.role,
          Condition: { StringEquals: { 'iam:PassedToService': ec2Principal(scope) } },
        },
  Instances: everything('ec2:DescribeInstances'),
  StatusChecks: everything('ec2:DescribeInstanceStatus'),
  Consoles: (scope) => onOurs('ec2:GetConsoleOutput', scope),
  Agents: everything('ssm:DescribeInstanceInformation'),
  Terminate: (scope) => onOurs('ec2:TerminateInstances', scope),
  GoOn: (scope) => onOurs('ec2:ModifyInstanceAttribute', scope),
  Start: (scope) => onOurs('ec2:StartInstances', scope),
  // From a builder of ours alone, into an image that says whose it is.
  Image: (scope) => onOurs('ec2:CreateImage', scope),
  ImageInto: (scope) => ({
    Action: 'ec2:CreateImage',
    Resource: IMAGED.map((type) => ofNobody(scope, type)),
    Condition: { StringLike: { [`aws:RequestTag/${TAG.run}`]: `${scope.repository}/*` } },
  }),
  TagImages: (scope) => ({
    Action: 'ec2:CreateTags',
    Resource: IMAGED.map((type) => ofNobody(scope, type)),
    Condition: asOurs(scope, ['CreateImage', 'CopyImage']),
  }),
  // How long it took, and nothing by which anybody is told whose it is or what is in it.
  TagLater: (scope) => {
    const { Sid, Condition, ...body } = onOurImages('ec2:CreateTags', scope, ['image']);
    return {
      Sid: `${Sid ?? ''}Later`,
      ...body,
      Condition: {
        ...Condition,
        'ForAllValues:StringEquals': { 'aws:TagKeys': [TAG.bakeTimes, TAG.readyTimes] },
      },
    };
  },
  // EC2 asks this for the source too, which is in another region, and shows no tags of it to a policy.
  Copy: (scope) => ({ Action: 'ec2:CopyImage', Resource: IMAGED.map((type) => ofNobody(scope, type)) }),
  Retire: (scope) => onOurImages('ec2:DeregisterImage', scope, ['image']),
  DeleteSnapshots: (scope) => onOurImages('ec2:DeleteSnapshot', scope, ['snapshot']),
  Share: (scope) => onOurImages('ec2:ModifyImageAttribute', scope, ['image']),
  Deprecate: (scope) => onOurImages('ec2:EnableImageDeprecation', scope, ['image']),
  Shares: (scope) => onOurImages('ec2:DescribeImageAttribute', scope, ['image']),
  Snapshots: everything('ec2:DescribeSnapshots'),
  References: everything('ec2:DescribeImageReferences'),
  ReferringTemplates: () => viaImages('ec2:DescribeLaunchTemplates'),
  ReferringParameters: () => viaImages('ssm:DescribeParameters'),
  ReferringValues: () => viaImages('ssm:GetParameters'),
  ReferringImageRecipes: () => viaImages('imagebuilder:ListImageRecipes'),
  ReferringContainerRecipes: () => viaImages('imagebuilder:ListContainerRecipes'),
  ReferringContainers: () => viaImages('imagebuilder:GetContainerRecipe'),
  DefaultKey: everything('ec2:GetEbsDefaultKmsKeyId'),
  Groups: everything('autoscaling:DescribeAutoScalingGroups'),
  LaunchConfigurations: everything('autoscaling:DescribeLaunchConfigurations'),
  Refreshes: everything('autoscaling:DescribeInstanceRefreshes'),
  Activities: everything('autoscaling:DescribeScalingActivities'),
  StartRefresh: (scope) => onGroups('autoscaling:StartInstanceRefresh', scope),
  Refresh: (scope) => onGroups('autoscaling:CancelInstanceRefresh', scope),
  RollBack: (scope) => onGroups('autoscaling:RollbackInstanceRefresh', scope),
  MakeGroup: (scope) => onGroups('autoscaling:CreateAutoScalingGroup', scope),
  TagGroup: (scope) => onGroups('autoscaling:CreateOrUpdateTags', scope),
  UntagGroup: (scope) => onGroups('autoscaling:DeleteTags', scope),
  ChangeGroup: (scope) => onGroups('autoscaling:UpdateAutoScalingGroup', scope),
  DropGroup: (scope) => onGroups('autoscaling:DeleteAutoScalingGroup', scope),
  AttachTargets: (scope) => onGroups('autoscaling:AttachLoadBalancerTargetGroups', scope),
  DetachTargets: (scope) => onGroups('autoscaling:DetachLoadBalancerTargetGroups', scope),
  Pool: (scope) => onGroups('autoscaling:PutWarmPool', scope),
  DropPool: (scope) => onGroups('autoscaling:DeleteWarmPool', scope),
  Versions: (scope) => onTemplates('ec2:CreateLaunchTemplateVersion', scope),
  DropVersions: (scope) => onTemplates('ec2:DeleteLaunchTemplateVersions', scope),
  MakeTemplate: (scope) => ({
    Action: 'ec2:CreateLaunchTemplate',
    Resource: arn(scope, 'launch-template'),
    Condition: { StringLike: { [`aws:RequestTag/${TAG.run}`]: `${scope.repository}/*` } },
  }),
  TagTemplate: (scope) => ({
    Action: 'ec2:CreateTags',
    Resource: arn(scope, 'launch-template'),
    Condition: asOurs(scope, 'CreateLaunchTemplate'),
  }),
  DropTemplate: (scope) => ({
    Action: 'ec2:DeleteLaunchTemplate',
    Resource: arn(scope, 'launch-template'),
    Condition: { StringLike: { [`aws:ResourceTag/${TAG.run}`]: `${scope.repository}/*` } },
  }),
  Publish: (scope) =>
    scope.published.length === 0
      ? undefined
      : { Action: 'ssm:PutParameter', Resource: scope.published.map((name) => parameterArn(scope, name)) },
  Stage: (scope) => onStaged('s3:PutObject', scope),
  // Whoever presigns a URL must be allowed what it is for.
  Fetch: (scope) => onStaged('s3:GetObject', scope),
  ListStaged: ({ partition, bucket }) =>
    bucket === undefined
      ? undefined
      : {
          Action: 's3:ListBucket',
          Resource: `arn:${partition}:s3:::${bucket}`,
          Condition: { StringLike: { 's3:prefix': 'ami-launch/*' } },
        },
  Unstage: (scope) => onStaged('s3:DeleteObject', scope),
  Keys: (scope) => onKeys('kms:DescribeKey', scope),
  Grant: (scope) => onKeys('kms:CreateGrant', scope),
  DisksKey: (scope) => viaDisks('kms:DescribeKey', scope),
  DisksGrant: (scope) => viaDisks('kms:CreateGrant', scope),
  Encrypt: (scope) => viaDisks('kms:GenerateDataKeyWithoutPlaintext', scope),
  Decrypt: (scope) => viaDisks('kms:Decrypt', scope),
  EncryptFrom: (scope) => viaDisks('kms:ReEncryptFrom', scope),
  EncryptTo: (scope) => viaDisks('kms:ReEncryptTo', scope),
} satisfies Record<string, (scope: PolicyScope) => Body | undefined>;

export type StatementName = keyof typeof STATEMENTS;
