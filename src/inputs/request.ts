import type { Architecture } from '../image/aliases.js';
import type { BaseImageSource } from '../image/sources.js';
import type { Condition, ReadyAddress } from '../instances/ready/condition.js';

/** What the user asks for. Plain data, made once from the inputs; nothing else reads an input. */
export type Request = LaunchRequest | ResolveRequest | TerminateRequest;

export interface ResolveRequest {
  readonly mode: 'resolve';
  readonly region: string | undefined;
  readonly base: BasePart;
}

export interface LaunchRequest {
  readonly mode: 'launch';
  readonly region: string | undefined;
  readonly base: BasePart;
  readonly app: AppPart;
  readonly launch: LaunchPart;
  readonly ready: ReadyPart;
  readonly end: EndPart;
}

export interface TerminateRequest {
  readonly mode: 'terminate';
  readonly region: string | undefined;
  /** Undefined: whatever `scope` holds. */
  readonly instanceIds: readonly string[] | undefined;
  readonly scope: 'job' | 'run';
}

export interface BasePart {
  readonly source: BaseImageSource;
  /** Undefined: as the instance types have it. */
  readonly architecture: Architecture | undefined;
  readonly instanceTypes: readonly string[];
  readonly maxAgeDays: number | undefined;
}

export interface AppPart {
  /** Paths of layers, relative to the workspace, in order. */
  readonly layers: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

export interface LaunchPart {
  readonly instanceTypes: readonly string[];
  /** Empty: EC2 chooses in the default VPC. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly keyName: string | undefined;
  readonly instanceProfile: string | undefined;
  readonly count: number;
  readonly volumeGiB: number | undefined;
  readonly volumeType: 'gp2' | 'gp3';
  /** Undefined: as the subnet says. */
  readonly publicIp: boolean | undefined;
  readonly name: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
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
