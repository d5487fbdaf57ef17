import { refuse } from '../../protocol/errors.js';
import type { Template } from './template.js';

/** Source: CloudFormation API reference, CreateStack, Capabilities. */
const OF_IAM: ReadonlySet<string> = new Set([
  'AWS::IAM::AccessKey',
  'AWS::IAM::Group',
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::IAM::UserToGroupAddition',
]);
const NAMES = ['GroupName', 'InstanceProfileName', 'ManagedPolicyName', 'RoleName', 'UserName'];

/** The capability that a template needs, as far as it makes something of IAM. */
export function neededCapability({ resources }: Template): string | undefined {
  const found = Object.values(resources).filter(({ Type }) => OF_IAM.has(Type));
  if (found.length === 0) return undefined;
  const named = found.some(({ Properties = {} }) => NAMES.some((name) => Properties[name] !== undefined));
  return named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
}

/** Who may make something named may also make what has no name. */
export function checkCapabilities(template: Template, given: readonly string[]): void {
  const wanted = neededCapability(template);
  if (wanted === undefined || given.includes(wanted) || given.includes('CAPABILITY_NAMED_IAM')) return;
  throw refuse('InsufficientCapabilitiesException', `Requires capabilities : [${wanted}]`);
}
