/** The statements of our policies, by their names: see permissions.ts. Sources as there. */
import { TAG } from './tags.js';

/** One statement of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What a policy is for. Whatever is not known may be a placeholder or `*`. */
export interface PolicyScope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** `OWNER/REPO`: things made by runs of other repositories stay out of reach. */
  readonly repository: string;
  /** ARN of the role that instances are given; undefined: they get none. */
  readonly role: string | undefined;
  /** SSM parameters beside the public ones that are read, by their names. */
  readonly parameters: readonly string[];
  /** SSM parameters that are written, and read, by their names. */
  readonly published: readonly string[];
  /** The staging bucket; undefined: there is none. */
  readonly bucket: string | undefined;
  /** ARNs of KMS keys that images are encrypted with; none where EBS has its own. */
  readonly keys: readonly string[];
  /** Auto Scaling groups that are made or rolled, by their names; none: no group is touched. */
  readonly groups?: readonly string[];
  /** All that is launched are builders: on demand, without a key pair, and as no template says. */
  readonly buildersOnly?: boolean;
}

const madeAtLaunch = ({ buildersOnly = false }: PolicyScope) => [
  'instance',
  'volume',
  'network-interface',
  ...(buildersOnly ? [] : ['spot-instances-request']),
];
const usedAtLaunch = ({ buildersOnly = false }: PolicyScope) => [
  'subnet',
  'security-group',
  ...(buildersOnly ? [] : ['key-pair', 'launch-template']),
];

/** Statements on the same things become one, by the name that they share. */
export type Body = Omit<Statement, 'Sid' | 'Effect' | 'Action'> & {
  readonly Action: string;
  readonly Sid?: string;
};
const everything = (action: string) => (): Body => ({ Sid: 'Read', Action: action, Resource: '*' });

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
    Condition: { StringEquals: { 'ec2:CreateAction': ['CreateImage', 'CopyImage'] } },
  }),
  TagLater: (scope) => onOurImages('ec2:CreateTags', scope, ['image']),
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
    Condition: { StringEquals: { 'ec2:CreateAction': 'CreateLaunchTemplate' } },
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

/** In China EC2 goes by two names. Source: AWS managed policy AWSEC2SpotServiceRolePolicy. */
function ec2Principal({ partition }: PolicyScope): string | readonly string[] {
  const name = 'ec2.amazonaws.com';
  return partition === 'aws-cn' ? [name, `${name}.cn`] : name;
}

export type StatementName = keyof typeof STATEMENTS;

function arn({ partition, region, account }: PolicyScope, type: string): string {
  return `arn:${partition}:ec2:${region}:${account}:${type}/*`;
}

/** Images and snapshots belong to no account, in their ARNs. */
const IMAGED = ['image', 'snapshot'];

function ofNobody({ partition, region }: PolicyScope, type: string): string {
  return `arn:${partition}:ec2:${region}::${type}/*`;
}

function parameterArn({ partition, region, account }: PolicyScope, name: string): string {
  return `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

/**
 * Who asks EC2 what refers to an image needs the permission to look there, but only for EC2 to use on the way.
 * Source: AWS managed policy AmazonEC2ImageReferencesAccessPolicy.
 */
function viaImages(action: string): Body {
  return {
    Sid: 'Referring',
    Action: action,
    Resource: '*',
    Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' } },
  };
}

/** Only what a run of this repository made. */
function onOurImages(action: string, scope: PolicyScope, types: readonly string[]): Body {
  return {
    Sid: `Our${types.map((type) => `${type[0]?.toUpperCase() ?? ''}${type.slice(1)}s`).join('')}`,
    Action: action,
    Resource: types.map((type) => ofNobody(scope, type)),
    Condition: { StringLike: { [`aws:ResourceTag/${TAG.run}`]: `${scope.repository}/*` } },
  };
}

function onStaged(action: string, { partition, bucket }: PolicyScope): Body | undefined {
  return bucket === undefined
    ? undefined
    : { Sid: 'Staging', Action: action, Resource: `arn:${partition}:s3:::${bucket}/ami-launch/*` };
}

/** Source: Service Authorization Reference, "… Amazon EC2 Auto Scaling": a group's ARN has its ID before its name. */
function onGroups(
  action: string,
  { partition, region, account, groups = [] }: PolicyScope,
): Body | undefined {
  return groups.length === 0
    ? undefined
    : {
        Sid: 'OurGroups',
        Action: action,
        Resource: groups.map(
          (name) =>
            `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${name}`,
        ),
      };
}

/** The group's own template, which need not be one that we made. */
function onTemplates(action: string, scope: PolicyScope): Body {
  return { Sid: 'Templates', Action: action, Resource: arn(scope, 'launch-template') };
}

function onKeys(action: string, { keys }: PolicyScope): Body | undefined {
  return keys.length === 0 ? undefined : { Sid: 'Keys', Action: action, Resource: keys };
}

/**
 * Who has EC2 encrypt disks under a key needs the permission to use it, but only for EC2 to do so.
 * Source: EBS user guide, "Requirements for Amazon EBS encryption", permissions for IAM users; KMS developer guide,
 * "Condition keys", `kms:ViaService`.
 */
function viaDisks(action: string, { keys }: PolicyScope): Body | undefined {
  return keys.length === 0
    ? undefined
    : {
        Sid: 'KeysOfDisks',
        Action: action,
        Resource: keys,
        Condition: { StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com*' } },
      };
}

/** Only on instances that a run of this repository launched. */
function onOurs(action: string, scope: PolicyScope): Body {
  return {
    Sid: 'Ours',
    Action: action,
    Resource: arn(scope, 'instance'),
    Condition: { StringLike: { [`aws:ResourceTag/${TAG.run}`]: `${scope.repository}/*` } },
  };
}
