/** What the statements of our policies are made of: scopes, ARNs and conditions. Sources as in permissions.ts. */
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

export const SPOT_REQUEST = 'spot-instances-request';

export const madeAtLaunch = ({ buildersOnly = false }: PolicyScope) => [
  'instance',
  'volume',
  'network-interface',
  ...(buildersOnly ? [] : [SPOT_REQUEST]),
];
export const usedAtLaunch = ({ buildersOnly = false }: PolicyScope) => [
  'subnet',
  'security-group',
  ...(buildersOnly ? [] : ['key-pair', 'launch-template']),
];

/** Statements on the same things become one, by the name that they share. */
export type Body = Omit<Statement, 'Sid' | 'Effect' | 'Action'> & {
  readonly Action: string;
  readonly Sid?: string;
};
export const everything = (action: string) => (): Body => ({ Sid: 'Read', Action: action, Resource: '*' });

/** In China EC2 goes by two names. Source: AWS managed policy AWSEC2SpotServiceRolePolicy. */
export function ec2Principal({ partition }: PolicyScope): string | readonly string[] {
  const name = 'ec2.amazonaws.com';
  return partition === 'aws-cn' ? [name, `${name}.cn`] : name;
}

export function arn({ partition, region, account }: PolicyScope, type: string): string {
  return `arn:${partition}:ec2:${region}:${account}:${type}/*`;
}

/** Images and snapshots belong to no account, in their ARNs. */
export const IMAGED = ['image', 'snapshot'];

export function ofNobody({ partition, region }: PolicyScope, type: string): string {
  return `arn:${partition}:ec2:${region}::${type}/*`;
}

export function parameterArn({ partition, region, account }: PolicyScope, name: string): string {
  return `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

/**
 * Who asks EC2 what refers to an image needs the permission to look there, but only for EC2 to use on the way.
 * Source: AWS managed policy AmazonEC2ImageReferencesAccessPolicy.
 */
export function viaImages(action: string): Body {
  return {
    Sid: 'Referring',
    Action: action,
    Resource: '*',
    Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' } },
  };
}

/** Only what a run of this repository made. */
export function onOurImages(action: string, scope: PolicyScope, types: readonly string[]): Body {
  return {
    Sid: `Our${types.map((type) => `${type[0]?.toUpperCase() ?? ''}${type.slice(1)}s`).join('')}`,
    Action: action,
    Resource: types.map((type) => ofNobody(scope, type)),
    Condition: { StringLike: { [`aws:ResourceTag/${TAG.run}`]: `${scope.repository}/*` } },
  };
}

export function onStaged(action: string, { partition, bucket }: PolicyScope): Body | undefined {
  return bucket === undefined
    ? undefined
    : { Sid: 'Staging', Action: action, Resource: `arn:${partition}:s3:::${bucket}/ami-launch/*` };
}

/** Source: Service Authorization Reference, "… Amazon EC2 Auto Scaling": a group's ARN has its ID before its name. */
export function onGroups(
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
export function onTemplates(action: string, scope: PolicyScope): Body {
  return { Sid: 'Templates', Action: action, Resource: arn(scope, 'launch-template') };
}

export function onKeys(action: string, { keys }: PolicyScope): Body | undefined {
  return keys.length === 0 ? undefined : { Sid: 'Keys', Action: action, Resource: keys };
}

/**
 * Who has EC2 encrypt disks under a key needs the permission to use it, but only for EC2 to do so.
 * Source: EBS user guide, "Requirements for Amazon EBS encryption", permissions for IAM users; KMS developer guide,
 * "Condition keys", `kms:ViaService`.
 */
export function viaDisks(action: string, { keys }: PolicyScope): Body | undefined {
  return keys.length === 0
    ? undefined
    : {
        Sid: 'KeysOfDisks',
        Action: action,
        Resource: keys,
        Condition: { StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com*' } },
      };
}

/** Tags that a creating call sets, as long as they say that it is a run of this repository that creates. */
export function asOurs(
  { repository }: PolicyScope,
  action: string | readonly string[],
): Statement['Condition'] & object {
  return {
    StringEquals: { 'ec2:CreateAction': action },
    StringLike: { [`aws:RequestTag/${TAG.run}`]: `${repository}/*` },
  };
}

/** Only on instances that a run of this repository launched. */
export function onOurs(action: string, scope: PolicyScope): Body {
  return {
    Sid: 'Ours',
    Action: action,
    Resource: arn(scope, 'instance'),
    Condition: { StringLike: { [`aws:ResourceTag/${TAG.run}`]: `${scope.repository}/*` } },
  };
}
