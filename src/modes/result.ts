import type { BaseImage } from '../image/resolve.js';
import type { InstanceFacts } from '../instances/look.js';
import type { UserData } from '../user-data/fit.js';
import type { Permissions } from './permissions.js';

/** What a run did. Plain JSON, without secrets: it becomes the outputs, the summary and the output `result`. */
export type Result = ResolveResult | LaunchResult | PlanResult | TerminateResult;

export interface ResolveResult {
  readonly mode: 'resolve';
  readonly region: string;
  readonly base: BaseImage;
}

/** What is known of a launch in the end; a run that fails knows the first of these. */
export interface LaunchFacts {
  readonly region: string;
  readonly base: BaseImage;
  readonly imageSource: 'base';
  /** What is launched. */
  readonly amiId: string;
  readonly template: { readonly id: string; readonly name: string; readonly version: number } | undefined;
  readonly userData: UserDataFacts | undefined;
  /** Seconds that each condition took before, as a tag of the image tells. */
  readonly tookBefore: Readonly<Record<string, number>>;
  /** What is awaited. */
  readonly readyWhen: readonly string[];
  /** `spot t3.micro in subnet-1` */
  readonly place: string;
  /** Places that were tried before, with what EC2 said there. */
  readonly passedOver: readonly { readonly place: string; readonly said: string }[];
  /** In ms since 1970. */
  readonly launchedAt: number;
  readonly instances: readonly InstanceFacts[];
  /** Seconds from the launch until each condition was seen to be true. */
  readonly after: Readonly<Record<string, number>>;
}

export interface LaunchResult extends LaunchFacts {
  readonly mode: 'launch';
}

/** User data as it may be written down: sizes only. */
export type UserDataFacts = Pick<UserData, 'limit' | 'encoding' | 'shares'> & { readonly bytes: number };

/** What a launch would do. */
export interface PlanResult extends Pick<
  LaunchFacts,
  'region' | 'base' | 'imageSource' | 'amiId' | 'template' | 'userData' | 'tookBefore' | 'readyWhen'
> {
  readonly mode: 'plan';
  readonly count: number;
  /** In the order in which they would be tried. */
  readonly places: readonly PlannedPlace[];
  /** Whether the credentials may do it. */
  readonly permissions: Permissions;
}

export interface PlannedPlace {
  readonly instanceType: string;
  readonly subnetId: string | undefined;
  readonly market: 'on-demand' | 'spot';
  /** Why EC2 would refuse to launch there, in its words; undefined when it would not. */
  readonly refused: string | undefined;
}

export interface TerminateResult {
  readonly mode: 'terminate';
  readonly region: string;
  readonly ended: readonly string[];
  /** Asked for, but not there any longer. */
  readonly gone: readonly string[];
}
