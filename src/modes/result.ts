import type { BaseImage } from '../image/resolve.js';
import type { InstanceFacts } from '../instances/look.js';

/** What a run did. Plain JSON, without secrets: it becomes the outputs, the summary and the output `result`. */
export type Result = ResolveResult | LaunchResult | TerminateResult;

export interface ResolveResult {
  readonly mode: 'resolve';
  readonly region: string;
  readonly base: BaseImage;
}

export interface LaunchResult {
  readonly mode: 'launch';
  readonly region: string;
  readonly base: BaseImage;
  readonly imageSource: 'base';
  readonly amiId: string;
  /** `t3.micro in subnet-1` */
  readonly place: string;
  /** Places without capacity, in EC2's words. */
  readonly passedOver: readonly { readonly place: string; readonly said: string }[];
  readonly instances: readonly InstanceFacts[];
  readonly userData: UserDataFacts | undefined;
  /** Seconds from the launch until each condition was seen to be true. */
  readonly after: Readonly<Record<string, number>>;
}

export interface UserDataFacts {
  readonly bytes: number;
  readonly limit: number;
  readonly encoding: 'plain' | 'gzip';
}

export interface TerminateResult {
  readonly mode: 'terminate';
  readonly region: string;
  readonly ended: readonly string[];
  /** Asked for, but not there any longer. */
  readonly gone: readonly string[];
}
