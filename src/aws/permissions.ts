/**
 * What IAM must allow for each call that we make. The policies in the README and the statements that a plan gives to paste
 * are made from this; a call without its row does not compile.
 *
 * Source of actions, resource types and condition keys: Service Authorization Reference, "Actions, resources, and condition
 * keys for Amazon EC2", "… AWS Systems Manager", "… AWS Identity and Access Management".
 */
import type { Ec2Commands, SsmCommands } from './calls.js';
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
  /** SSM parameters beside the public ones, by their names. */
  readonly parameters: readonly string[];
}

export type Call = keyof Ec2Commands | keyof SsmCommands;

/** The names of the statements that a call needs. */
const NEEDS: Readonly<Record<Call, readonly StatementName[]>> = {
  DescribeImages: ['Images'],
  DescribeInstances: ['Instances'],
  DescribeInstanceStatus: ['StatusChecks'],
  DescribeInstanceTypes: ['InstanceTypes'],
  DescribeInstanceInformation: ['Agents'],
  DescribeLaunchTemplateVersions: ['LaunchTemplates'],
  GetConsoleOutput: ['Consoles'],
  GetParameters: ['Parameters'],
  RunInstances: ['Launch', 'LaunchInto', 'TagAtLaunch', 'PassRole'],
  TerminateInstances: ['Terminate'],
};

export type PolicyMode = 'launch' | 'plan' | 'resolve' | 'terminate';

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
] as const;

/** The calls that each mode makes, depending on its inputs. A plan asks by DryRun whether the launch's are allowed. */
export const CALLS_OF: Readonly<Record<PolicyMode, readonly Call[]>> = {
  resolve: RESOLVING,
  launch: LAUNCHING,
  plan: LAUNCHING,
  terminate: ['DescribeInstances', 'TerminateInstances'],
};

const MADE_AT_LAUNCH = ['instance', 'volume', 'network-interface', 'spot-instances-request'];
const USED_AT_LAUNCH = ['subnet', 'security-group', 'key-pair', 'launch-template'];

/** Statements on the same things become one, by the name that they share. */
type Body = Omit<Statement, 'Sid' | 'Effect' | 'Action'> & { readonly Action: string; readonly Sid?: string };
const everything = (action: string) => (): Body => ({ Sid: 'Read', Action: action, Resource: '*' });

/** Describe calls know no resources. */
const STATEMENTS = {
  Parameters: (scope) => ({
    Action: 'ssm:GetParameters',
    Resource: [
      // Public parameters belong to no account.
      `arn:${scope.partition}:ssm:${scope.region}::parameter/aws/service/*`,
      ...scope.parameters.map(
        (name) =>
          `arn:${scope.partition}:ssm:${scope.region}:${scope.account}:parameter/${name.replace(/^\//, '')}`,
      ),
    ],
  }),
  Images: everything('ec2:DescribeImages'),
  InstanceTypes: everything('ec2:DescribeInstanceTypes'),
  LaunchTemplates: everything('ec2:DescribeLaunchTemplateVersions'),
  Launch: (scope) => ({
    Action: 'ec2:RunInstances',
    Resource: MADE_AT_LAUNCH.map((type) => arn(scope, type)),
    Condition: { StringLike: { [`aws:RequestTag/${TAG.run}`]: `${scope.repository}/*` } },
  }),
  LaunchInto: (scope) => ({
    Action: 'ec2:RunInstances',
    Resource: [
      // Public images belong to no account here.
      `arn:${scope.partition}:ec2:${scope.region}::image/*`,
      ...USED_AT_LAUNCH.map((type) => arn(scope, type)),
    ],
  }),
  TagAtLaunch: (scope) => ({
    Action: 'ec2:CreateTags',
    Resource: MADE_AT_LAUNCH.map((type) => arn(scope, type)),
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
} satisfies Record<string, (scope: PolicyScope) => Body | undefined>;

/** In China EC2 goes by two names. Source: AWS managed policy AWSEC2SpotServiceRolePolicy. */
function ec2Principal({ partition }: PolicyScope): string | readonly string[] {
  const name = 'ec2.amazonaws.com';
  return partition === 'aws-cn' ? [name, `${name}.cn`] : name;
}

type StatementName = keyof typeof STATEMENTS;

function arn({ partition, region, account }: PolicyScope, type: string): string {
  return `arn:${partition}:ec2:${region}:${account}:${type}/*`;
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

/** The least that these IAM actions, of those that `mode` needs, have to be allowed. */
export function statementsFor(mode: PolicyMode, actions: readonly string[], scope: PolicyScope): Statement[] {
  const names = [...new Set(CALLS_OF[mode].flatMap((call) => NEEDS[call]))];
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
  return statementsFor(mode, actionsOf(mode, scope), scope);
}
