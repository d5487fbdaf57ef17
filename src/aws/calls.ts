/** The shape of our AWS calls. Types only. */
import type { commands as autoscaling } from './autoscaling.js';
import type { commands as ec2 } from './ec2.js';
import type { commands as kms } from './kms.js';
import type { commands as s3 } from './s3.js';
import type { commands as ssm } from './ssm.js';
import type { Token } from '../undo/ledger.js';

/** A table from a call's name to the SDK's command class. */
type Commands = Record<string, new (input: never) => object>;

export type Ec2Commands = typeof ec2;
export type SsmCommands = typeof ssm;
export type S3Commands = typeof s3;
export type KmsCommands = typeof kms;
export type AutoScalingCommands = typeof autoscaling;

/** The calls that create, change or end something. */
export type ChangingEc2 =
  | 'CopyImage'
  | 'CreateImage'
  | 'CreateLaunchTemplate'
  | 'CreateLaunchTemplateVersion'
  | 'CreateTags'
  | 'DeleteLaunchTemplate'
  | 'DeleteLaunchTemplateVersions'
  | 'DeleteSnapshot'
  | 'DeregisterImage'
  | 'EnableImageDeprecation'
  | 'ModifyImageAttribute'
  | 'ModifyInstanceAttribute'
  | 'RunInstances'
  | 'StartInstances'
  | 'TerminateInstances';
export type ChangingAutoScaling =
  | 'AttachLoadBalancerTargetGroups'
  | 'CancelInstanceRefresh'
  | 'CreateAutoScalingGroup'
  | 'CreateOrUpdateTags'
  | 'DeleteAutoScalingGroup'
  | 'DeleteTags'
  | 'DeleteWarmPool'
  | 'DetachLoadBalancerTargetGroups'
  | 'PutWarmPool'
  | 'RollbackInstanceRefresh'
  | 'StartInstanceRefresh'
  | 'UpdateAutoScalingGroup';
export type ChangingCall = ChangingEc2 | ChangingAutoScaling | 'PutParameter' | 'CreateGrant' | ChangingS3;
export type ChangingS3 = 'DeleteObject' | 'PutObject';

/** The calls that change nothing: all that the reading half of a run is handed. */
export type ReadingEc2 = Exclude<keyof Ec2Commands, ChangingEc2>;
export type ReadingSsm = Exclude<keyof SsmCommands, ChangingCall>;
export type ReadingKms = Exclude<keyof KmsCommands, ChangingCall>;
export type ReadingAutoScaling = Exclude<keyof AutoScalingCommands, ChangingCall>;

/**
 * What a creating call must carry beyond the SDK's own type. A `Token` comes only from the ledger, so
 * that nothing can be created that the ledger has not heard of: the compiler refuses it.
 */
interface Guards {
  RunInstances: { ClientToken: Token };
  /** CreateImage knows no client token: no second image can have its name. */
  CreateImage: { Name: Token };
  CopyImage: { ClientToken: Token };
  CreateLaunchTemplate: { ClientToken: Token };
  CreateLaunchTemplateVersion: { ClientToken: Token };
  /** Auto Scaling knows no client tokens: there is no second group of a name, and one refresh of a group at a time. */
  CreateAutoScalingGroup: { AutoScalingGroupName: Token };
  StartInstanceRefresh: { AutoScalingGroupName: Token };
  PutObject: { Key: Token };
}

type Sent<C> = C extends new (input: never) => infer Command ? Command : never;
type SdkInput<C> = Sent<C> extends { readonly input: infer I } ? I : never;
type SdkOutput<C> = Sent<C> extends { resolveMiddleware(...args: never[]): Handler<infer O> } ? O : never;
type Handler<O> = (...args: never[]) => Promise<{ output: O }>;

export type InputOf<C extends Commands, N extends keyof C> = SdkInput<C[N]> &
  (N extends keyof Guards ? Guards[N] : unknown);
export type OutputOf<C extends Commands, N extends keyof C> = SdkOutput<C[N]>;

/** Sends one call by its name. Throws an `AwsFailure`, or the abort reason when the run is cancelled. */
export type Sender<C extends Commands, Allowed extends keyof C = keyof C> = <N extends Allowed>(
  name: N,
  input: InputOf<C, N>,
) => Promise<OutputOf<C, N>>;

export type Ec2Sender<Allowed extends keyof Ec2Commands = keyof Ec2Commands> = Sender<Ec2Commands, Allowed>;
export type SsmSender<Allowed extends keyof SsmCommands = keyof SsmCommands> = Sender<SsmCommands, Allowed>;
export type S3Sender = Sender<S3Commands>;
export type KmsSender<Allowed extends keyof KmsCommands = keyof KmsCommands> = Sender<KmsCommands, Allowed>;
export type AutoScalingSender<Allowed extends keyof AutoScalingCommands = keyof AutoScalingCommands> = Sender<
  AutoScalingCommands,
  Allowed
>;
