import type { CopyTarget, ShareTarget } from './bake-grammar.js';
import type { Architecture } from '../image/aliases.js';
import type { Lock } from '../image/lock.js';
import type { BaseImageSource } from '../image/sources.js';
import type { FileTarget } from '../layers/files/target.js';
import type { Condition, ReadyAddress } from '../instances/ready/condition.js';
import type { TemplateRef } from '../instances/template.js';

/** What the user asks for. Plain data, made once from the inputs; nothing else reads an input. */
export type Request =
  | LaunchRequest
  | RolloutRequest
  | PlanRequest
  | ResolveRequest
  | BakeRequest
  | PruneRequest
  | TerminateRequest;

export interface ResolveRequest {
  readonly mode: 'resolve';
  readonly region: string | undefined;
  readonly base: BasePart;
  /** The lock file that is to be renewed. */
  readonly lock: LockPart | undefined;
}

export interface LockPart {
  /** As the user wrote it. */
  readonly path: string;
  /** What it says now; undefined: there is none yet. */
  readonly now: { readonly lock: Lock; readonly text: string } | undefined;
}

/** All that the main job may be told. */
export interface Pipeline {
  readonly region: string | undefined;
  readonly base: BasePart;
  readonly bake: BakePart;
  readonly app: AppPart;
  readonly launch: LaunchPart;
  readonly ready: ReadyPart;
  readonly end: EndPart;
  readonly github: GithubPart;
}

export interface LaunchRequest extends Pipeline {
  readonly mode: 'launch';
}

/** A group instead of instances. */
export interface RolloutRequest extends Pipeline {
  readonly mode: 'rollout';
  readonly rollout: RolloutPart;
}

/** A launch, or a roll-out, that is only thought through. */
export interface PlanRequest extends Pipeline {
  readonly mode: 'plan';
  /** Undefined: it is about a launch. */
  readonly rollout: RolloutPart | undefined;
}

/** A launch that ends with the image: no app layers, no instances. */
export interface BakeRequest extends Pipeline {
  readonly mode: 'bake';
}

export interface PruneRequest {
  readonly mode: 'prune';
  readonly region: string | undefined;
  /** Undefined: the images of any name. */
  readonly imageName: string | undefined;
  readonly scope: 'repository' | 'account';
  /** Where user data may have been staged and left; undefined: nowhere. */
  readonly stagingBucket: string | undefined;
  /** How many images of each lineage stay. */
  readonly keepImages: number;
  /** Whatever is younger stays. */
  readonly keepDays: number;
  readonly dryRun: boolean;
}

export interface TerminateRequest {
  readonly mode: 'terminate';
  readonly region: string | undefined;
  /** Undefined: whatever `scope` holds. */
  readonly instanceIds: readonly string[] | undefined;
  readonly scope: 'job' | 'run' | 'environment';
  readonly github: GithubPart;
}

/** What a launch template may say is left open here: `complete` fills it in. */
export interface BasePart {
  /** Undefined: as the launch template says, else the default. */
  readonly source: BaseImageSource | undefined;
  /** Undefined: as the instance types have it. */
  readonly architecture: Architecture | undefined;
  /** Empty: as the launch template says, else the default. */
  readonly instanceTypes: readonly string[];
  readonly maxAgeDays: number | undefined;
}

export interface BakePart {
  /** Paths of layers, relative to the workspace, in order; empty: nothing is baked. */
  readonly layers: readonly string[];
  /** Undefined: the repository's name. */
  readonly imageName: string | undefined;
  readonly rebake: 'auto' | 'always' | 'never';
  readonly layerImages: 'auto' | 'each' | 'last';
  /** Empty: those of the launch. */
  readonly instanceTypes: readonly string[];
  /** What the builder may take for its layers. */
  readonly timeoutMs: number;
  /** MiB/s. */
  readonly volumeThroughput: number | undefined;
  readonly volumeIops: number | undefined;
  /** Accounts beside our own whose images are trusted. */
  readonly owners: readonly string[];
  readonly kmsKeyId: string | undefined;
  readonly after: AfterPart;
}

/** What is done with a baked image. */
export interface AfterPart {
  readonly copies: readonly CopyTarget[];
  readonly shareWith: readonly ShareTarget[];
  readonly publishParameter: string | undefined;
  readonly deprecateAfterDays: number | undefined;
  /** How many images of the lineage stay; undefined: all. */
  readonly keepImages: number | undefined;
}

export interface AppPart {
  /** Paths of layers, relative to the workspace, in order. */
  readonly layers: readonly string[];
  /** What is put on the machine before they run. */
  readonly files: readonly FileTarget[];
  readonly variables: Readonly<Record<string, string>>;
  /** The user says that what looks like a credential may travel in the user data. */
  readonly allowSecrets: boolean;
  /** The layers run at every boot. */
  readonly persist: boolean;
  /** Where user data goes that is too big for EC2; undefined: nowhere. */
  readonly stagingBucket: string | undefined;
}

export interface LaunchPart {
  /** Empty: as the launch template says, else the default. */
  readonly instanceTypes: readonly string[];
  /** Empty: as the launch template says, else EC2 chooses in the default VPC. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly keyName: string | undefined;
  readonly instanceProfile: string | undefined;
  readonly count: number;
  /** Undefined: as the launch template says, else the default. */
  readonly market: 'on-demand' | 'spot' | 'spot-then-on-demand' | undefined;
  readonly template: TemplateRef | undefined;
  readonly volumeGiB: number | undefined;
  /** Undefined: as the launch template says, else the default. */
  readonly volumeType: 'gp2' | 'gp3' | undefined;
  /** Undefined: as the subnet says. */
  readonly publicIp: boolean | undefined;
  readonly ttlMinutes: number | undefined;
  readonly name: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** What becomes of an Auto Scaling group. Times in ms. */
export interface RolloutPart {
  /** Its name. */
  readonly group: string;
  /** How it is made where there is none, and what is put right where there is one; undefined: it has to be there. */
  readonly create: NewGroupPart | undefined;
  readonly refresh: RefreshPart;
  readonly autoRollback: boolean;
  readonly timeoutMs: number;
  /** Cancel another roll-out that is on its way, rather than wait for it. */
  readonly replaceRunning: boolean;
  readonly migrate: boolean;
}

/** How instances are replaced. Times in ms. */
export interface RefreshPart {
  /** Percent, as `max` is. */
  readonly minHealthy: number;
  readonly maxHealthy: number;
  /** Undefined: what the layers took before, else as the group says. */
  readonly warmupMs: number | undefined;
  /** Percentages, rising, the last of them 100; empty: none. */
  readonly checkpoints: readonly number[];
  readonly checkpointDelayMs: number | undefined;
  readonly bakeTimeMs: number | undefined;
  readonly skipMatching: boolean;
  readonly standby: 'ignore' | 'terminate' | 'wait';
  readonly scaleInProtected: 'ignore' | 'refresh' | 'wait';
  /** Names of CloudWatch alarms. */
  readonly alarms: readonly string[];
}

/** What the inputs say of a group as a whole. What they leave open is left alone where the group is there. */
export interface NewGroupPart {
  /** Undefined: as many as it has; of a new one the default. */
  readonly count: number | undefined;
  readonly subnetIds: readonly string[];
  readonly targetGroupArns: readonly string[] | undefined;
  readonly healthCheckType: 'ec2' | 'elb' | 'ebs' | undefined;
  readonly healthCheckGraceMs: number | undefined;
  readonly warmPool: { readonly size: number; readonly state: 'stopped' | 'running' } | undefined;
}

export interface ReadyPart {
  readonly conditions: readonly Condition[];
  readonly timeoutMs: number;
  readonly address: ReadyAddress;
}

export interface EndPart {
  readonly terminate: 'never' | 'on-failure' | 'always';
  readonly keepFailed: boolean;
}

export interface GithubPart {
  /** Secret: for calls to GitHub only, never written down. */
  readonly token: string | undefined;
  readonly comment: boolean;
  /** The environment that a launch is a deployment to. */
  readonly environment: string | undefined;
}
