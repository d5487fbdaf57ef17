import { oneLine, shortened } from '../report/untrusted.js';
import { type ErrorKind, UNREADABLE } from './codes.js';
import { type AwsErrorFacts, AwsFailure, readAwsError } from './errors.js';

export type Service = 'ec2' | 'ssm' | 's3' | 'kms' | 'autoscaling';

/** What each call is for, as a reader of the log would say it after "Could not". */
const PURPOSE: Record<string, string> = {
  AttachLoadBalancerTargetGroups: 'give the group its target groups',
  CancelInstanceRefresh: 'stop the instance refresh',
  CopyImage: 'copy the image',
  CreateAutoScalingGroup: 'make the Auto Scaling group',
  CreateGrant: 'let the other account use the key',
  CreateImage: 'make the image',
  CreateLaunchTemplate: 'make the launch template',
  CreateLaunchTemplateVersion: 'make a version of the launch template',
  CreateOrUpdateTags: 'tag the Auto Scaling group',
  CreateTags: 'tag the image',
  DeleteAutoScalingGroup: 'delete the Auto Scaling group',
  DeleteLaunchTemplate: 'delete the launch template',
  DeleteLaunchTemplateVersions: 'delete the version of the launch template',
  DeleteObject: 'delete the staged user data',
  DeleteSnapshot: 'delete the snapshot',
  DeleteTags: 'take a tag of the Auto Scaling group away',
  DeleteWarmPool: 'take the warm pool away',
  DeregisterImage: 'retire the image',
  DescribeAutoScalingGroups: 'look at the Auto Scaling groups',
  DescribeImageAttribute: 'look up whom the image is shared with',
  DescribeImageReferences: 'look up what uses the images',
  DescribeImages: 'look up the image',
  DescribeInstanceInformation: 'ask whether the SSM agent is online',
  DescribeInstanceRefreshes: 'look at the instance refresh',
  DescribeInstanceStatus: 'read the status checks',
  DescribeInstanceTypes: 'look up the instance types',
  DescribeInstances: 'look at the instances',
  DescribeKey: 'look up the KMS key',
  DescribeLaunchConfigurations: 'look at the launch configurations',
  DescribeLaunchTemplateVersions: 'read the launch template',
  DescribeScalingActivities: "look at the group's activities",
  DescribeSnapshots: 'look at the snapshots',
  DetachLoadBalancerTargetGroups: 'take target groups from the group',
  EnableImageDeprecation: 'set when the image is deprecated',
  GetConsoleOutput: "read an instance's console",
  GetEbsDefaultKmsKeyId: 'look up the default key of EBS',
  GetParameters: 'read the SSM parameter',
  ListObjectsV2: 'look at the staged user data',
  ModifyImageAttribute: 'share the image',
  ModifyInstanceAttribute: 'give the builder its next layers',
  PutObject: 'stage the user data',
  PutParameter: 'write the SSM parameter',
  PutWarmPool: 'set up the warm pool',
  RollbackInstanceRefresh: 'roll the group back',
  RunInstances: 'launch',
  StartInstanceRefresh: 'start the instance refresh',
  StartInstances: 'start the builder again',
  TerminateInstances: 'end the instances',
  UpdateAutoScalingGroup: 'change the Auto Scaling group',
};

const ADVICE: Record<ErrorKind, (operation: string, service: Service, facts: AwsErrorFacts) => string> = {
  capacity: () => 'Name more instance types or more subnets (one a line): they are tried in order.',
  quota: () =>
    'End what is no longer needed, or ask for more under Service Quotas in the AWS console. Instances that ended a moment ago may still count.',
  configuration: (_operation, _service, { code }) =>
    CONFIGURATION_ADVICE[code] ?? 'Correct the inputs and run again.',
  permission: (operation, service, { said }) =>
    `Allow \`${deniedAction(operation, service, said)}\` for the role that this job uses (see "Permissions" in the README; \`mode: plan\` tells all that is missing at once).`,
  account: (_operation, _service, { code }) => ACCOUNT_ADVICE[code] ?? SUPPORT,
  credentials: (_operation, _service, { code }) =>
    /Expired/.test(code)
      ? 'The credentials ran out during the run: ask for a longer session (role-duration-seconds) where the job signs in.'
      : 'Sign in before this step, for example with aws-actions/configure-aws-credentials and `permissions: id-token: write`.',
  throttle: () =>
    'Many calls compete in this account and region; run fewer jobs at the same time, or run again.',
  'not-yet': (_operation, _service, { code }) =>
    CONFIGURATION_ADVICE[code] ?? 'It does not exist in this region and account, or is not visible yet.',
  fault: (_operation, _service, { code, status = 0 }) => {
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
      return 'Nothing answers there: check the network, AWS_ENDPOINT_URL if it is set, and `region`.';
    // AWS's own front has pages without a code, too, when it fails.
    if (code === UNREADABLE && status < 500)
      return 'Something else seems to have answered in the place of AWS: a proxy (HTTPS_PROXY), or what AWS_ENDPOINT_URL names. See that it lets this machine through to AWS, then run again.';
    return 'AWS or the network on the way failed, after several tries. Run again; see health.aws.amazon.com if it stays.';
  },
};

const SUPPORT = 'No policy helps here: AWS Support tells what is wrong with the account, and how to mend it.';

/** Source: EC2 API reference, "Error codes"; EC2 user guide, "Service-linked role for Spot Instance requests". */
const ACCOUNT_ADVICE: Record<string, string> = {
  OptInRequired:
    'Subscribe to the image in the AWS Marketplace once, with this account, and accept its terms; an account that was made just now may first have to be activated.',
  PendingVerification:
    'AWS verifies the account for this region: wait for its mail (minutes, rarely up to four hours), then run again.',
  Blocked: SUPPORT,
  AccountDisabled: SUPPORT,
  'AuthFailure.ServiceLinkedRoleCreationNotPermitted':
    'The first spot instance of an account needs a service-linked role. Have it made once, by somebody who is allowed `iam:CreateServiceLinkedRole`: `aws iam create-service-linked-role --aws-service-name spot.amazonaws.com`.',
  ServiceLinkedRoleFailure:
    'The first Auto Scaling group of an account needs a service-linked role. Have it made once, by somebody who is allowed `iam:CreateServiceLinkedRole`: `aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com`.',
};

const CONFIGURATION_ADVICE: Record<string, string> = {
  'InvalidAMIID.NotFound':
    'Check `base-image` and `region`. An account may also restrict images by its "Allowed AMIs" setting.',
  'InvalidSubnetID.NotFound': 'Check `subnet-id` and `region`: subnets belong to one region.',
  'InvalidGroup.NotFound': 'Check `security-group-ids`: they must exist in the VPC of the subnet.',
  'InvalidSecurityGroupID.NotFound': 'Check `security-group-ids`: they must exist in the VPC of the subnet.',
  'InvalidKeyPair.NotFound': 'Check `key-name` and `region`, or leave it empty: no key pair is needed.',
  'InvalidInstanceID.NotFound': 'Check `instance-ids` and `region`.',
  'InvalidLaunchTemplateName.NotFoundException': 'Check `launch-template` and `region`.',
  'InvalidLaunchTemplateId.NotFound': 'Check `launch-template` and `region`.',
  'InvalidLaunchTemplateId.Malformed': 'Check `launch-template`.',
  'InvalidLaunchTemplateId.VersionNotFound':
    'Check the version in `launch-template`; without one the default version is taken.',
  InvalidInstanceType: 'Check `instance-type`; not every region has every type.',
  VPCIdNotSpecified: 'This region has no default VPC: give `subnet-id`.',
  DefaultVpcDoesNotExist: 'This region has no default VPC: give `subnet-id`.',
  MissingInput: 'This region has no default VPC: give `subnet-id`.',
  OperationNotPermitted: 'Termination or stop protection may be on; switch it off in the EC2 console first.',
  InstanceRefreshInProgress:
    'Another run or person has started one in the same moment: run again, and that one is waited for.',
  IdempotentParameterMismatch: 'This is a defect of ami-launch: please report it.',
};

/** AWS names the missing action in newer messages; older ones leave only the call itself to go by. */
function deniedAction(operation: string, service: Service, said: string): string {
  return /not authorized to perform: ([a-z0-9-]+:\w+)/i.exec(said)?.[1] ?? `${service}:${operation}`;
}

/** Longer than anything that AWS says, but for the blob. */
const LONGEST_SAID = 1_000;

/** One line, without the encoded authorization blob (up to 2 kB of noise) and without control characters. */
function oneLineOf(said: string): string {
  const plain = said.slice(0, 10 * LONGEST_SAID).replace(/Encoded authorization failure message:.*$/is, '');
  return shortened(oneLine(plain), LONGEST_SAID).replace(/\.$/, '');
}

/** Any error that a call threw, as an `AwsFailure`: what was attempted, what AWS said, what to do. */
export function explain(service: Service, operation: string, thrown: unknown): AwsFailure {
  const read = readAwsError(thrown);
  const facts = { ...read, said: oneLineOf(read.said) };
  const purpose = PURPOSE[operation] ?? `call ${operation}`;
  const message = `Could not ${purpose}: ${facts.said} (${operation}: ${facts.code}).`;
  const advice = ADVICE[facts.kind](operation, service, facts);
  const denied =
    facts.kind === 'permission' ? { deniedAction: deniedAction(operation, service, facts.said) } : {};
  return new AwsFailure(operation, facts, { message, advice, ...denied }, thrown);
}
