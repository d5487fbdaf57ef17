import type { Renewed } from '../image/renew.js';
import type { BaseImage } from '../image/resolve.js';
import type { InstanceFacts } from '../instances/look.js';
import type { Statement } from '../aws/permissions.js';
import type { Place } from '../instances/placement.js';
import type { UserData } from '../user-data/fit.js';
import type { Permissions } from './permissions.js';
import type { PlannedRollout } from './planned-rollout.js';

/** What a run did. Plain JSON, without secrets: it becomes the outputs, the summary and the output `result`. */
export type Result =
  ResolveResult | LaunchResult | RolloutResult | PlanResult | BakeResult | PruneResult | TerminateResult;

export interface ResolveResult {
  readonly mode: 'resolve';
  readonly region: string;
  readonly base: BaseImage;
  /** Undefined: no lock file was named. */
  readonly lock: LockFacts | undefined;
}

/** A lock file as it should be. */
export interface LockFacts extends Renewed {
  readonly path: string;
  /** What it follows. */
  readonly source: string;
}

/** What is known before anything is changed. */
export interface PlannedFacts {
  readonly region: string;
  readonly base: BaseImage;
  readonly imageSource: 'base' | 'reused' | 'baked';
  /** What is launched; undefined while it has still to be baked. */
  readonly amiId: string | undefined;
  readonly bake: BakeFacts | undefined;
  readonly template: { readonly id: string; readonly name: string; readonly version: number } | undefined;
  readonly userData: UserDataFacts | undefined;
  /** Seconds that each condition took before, as a tag of the image tells. */
  readonly tookBefore: Readonly<Record<string, number>>;
  /** What is awaited. */
  readonly readyWhen: readonly string[];
}

/** A baked image, and how it came to be. */
export interface BakeFacts {
  /** 64 hex digits. */
  readonly fingerprint: string;
  readonly lineage: string;
  readonly layers: readonly BakedLayer[];
  /** What the builder starts from: the base image, or an image that has the first layers already. */
  readonly start: { readonly id: string; readonly name: string };
  /** Undefined until it is known. */
  readonly image: { readonly id: string; readonly name: string } | undefined;
  /** Seconds; undefined where nothing was baked. */
  readonly took: { readonly builder: number; readonly imaging: number } | undefined;
  readonly builderId: string | undefined;
  /** What was done with the image; undefined until it is. */
  readonly after: AfterFacts | undefined;
}

export interface BakedLayer {
  readonly name: string;
  /** 64 hex digits: of the chain up to this layer. */
  readonly fingerprint: string;
  /** Whether the image that the builder starts from has it. */
  readonly reused: boolean;
}

export interface AfterFacts {
  readonly copies: readonly { readonly region: string; readonly id: string; readonly made: boolean }[];
  /** As the input names them. */
  readonly sharedWith: readonly string[];
  readonly parameter: { readonly name: string; readonly previous: string | undefined } | undefined;
  /** ISO 8601. */
  readonly deprecatedAt: string | undefined;
  /** Images of the lineage that `keep-images` retired. */
  readonly retired: readonly { readonly region: string; readonly id: string }[];
}

/** What is known of a launch in the end; a run that fails knows a part of it. */
export interface LaunchFacts extends PlannedFacts {
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

/** What is known of a run so far. */
export type KnownFacts = Partial<LaunchFacts & { readonly rollout: Partial<RolloutFacts> }>;

/** What became of a group. */
export interface RolloutFacts {
  readonly group: string;
  /** `unchanged`: it was what it should be; `changed`: only something of the group as a whole was not. */
  readonly action: 'created' | 'rolled' | 'changed' | 'unchanged';
  /** Its launch template, and the version that it now has. */
  readonly template: { readonly id: string; readonly name: string };
  readonly version: number;
  /** The version before; undefined: there was none. */
  readonly before: number | undefined;
  readonly refresh: RefreshFacts | undefined;
  /** How many instances the group is to have. */
  readonly desired: number;
  /** Those that are of the new version. */
  readonly instances: readonly RolledInstance[];
  /** What was done when it failed, in a sentence; undefined: nothing had to be. */
  readonly rolledBack: string | undefined;
}

export interface RefreshFacts {
  readonly id: string;
  /** As Auto Scaling names it. */
  readonly status: string;
  readonly percent: number;
  /** Whether another run had started it. */
  readonly takenOver: boolean;
  /** Seconds that it took so far. */
  readonly seconds: number;
}

export interface RolledInstance {
  readonly id: string;
  readonly instanceType: string;
  readonly zone: string;
  /** As Auto Scaling names it. */
  readonly lifecycle: string;
  readonly healthy: boolean;
}

export interface RolloutResult extends PlannedFacts {
  readonly mode: 'rollout';
  readonly amiId: string;
  readonly rollout: RolloutFacts;
  /** Seconds from the first sight of new instances until each condition was seen to be true of all that were looked at. */
  readonly after: Readonly<Record<string, number>>;
}

export interface BakeResult extends PlannedFacts {
  readonly mode: 'bake';
  readonly amiId: string;
  readonly bake: BakeFacts;
}

/** What was removed, or would be; of each list the first hundred. */
export interface PruneResult {
  readonly mode: 'prune';
  readonly region: string;
  /** Nothing was removed: it was only looked what would be. */
  readonly dryRun: boolean;
  /** As `prune-scope` says: `OWNER/REPO`; undefined: the whole account. */
  readonly repository: string | undefined;
  /** How many images were looked at, and of how many lineages. */
  readonly images: number;
  readonly lineages: number;
  readonly gone: readonly Pruned[];
  readonly stayed: readonly Stayed[];
  /** What could not be removed. */
  readonly left: { readonly count: number; readonly first: readonly Left[] };
}

export type PrunedKind = 'image' | 'snapshot' | 'builder' | 'instance' | 'object';

export interface Pruned {
  readonly kind: PrunedKind;
  readonly count: number;
  /** Of the volumes in the snapshots that went: as snapshots share blocks, what is freed is less. */
  readonly gib: number;
  readonly first: readonly PrunedThing[];
}

export interface PrunedThing {
  readonly id: string;
  readonly name: string;
  readonly why: string;
}

/** Images that stayed for the same reason. */
export interface Stayed {
  readonly why: string;
  readonly count: number;
  /** `more`: what uses it, or with whom it is shared. */
  readonly first: readonly { readonly id: string; readonly name: string; readonly more?: string }[];
}

export interface Left {
  readonly kind: PrunedKind;
  readonly id: string;
  readonly name: string;
  readonly why: string;
}

export interface LaunchResult extends LaunchFacts {
  readonly mode: 'launch';
  readonly amiId: string;
}

/** User data as it may be written down: no values. */
export type UserDataFacts = Pick<UserData, 'limit' | 'encoding' | 'shares'> & {
  /** How many. */
  readonly bytes: number;
  /** What the instance's role has to allow so that the machine can fetch its secrets. */
  readonly rolePolicy: readonly Statement[];
};

/** What a launch would do. */
export interface PlanResult extends PlannedFacts {
  readonly mode: 'plan';
  readonly count: number;
  /** In the order in which they would be tried. */
  readonly places: readonly PlannedPlace[];
  /** What would be done with a baked image then, in sentences. */
  readonly then: readonly string[];
  /** Whether the credentials may do it. */
  readonly permissions: Permissions;
  /** What a roll-out would do; undefined: it is about a launch. */
  readonly rollout: PlannedRollout | undefined;
}

export interface PlannedPlace extends Place {
  readonly verdict: 'would-launch' | 'refused' | 'not-asked';
  /** A launch that is refused there fails, rather than trying the next place. */
  readonly final: boolean;
  /** Why not, in EC2's words where it refuses. */
  readonly said: string | undefined;
  /** What to do about a refusal. */
  readonly advice: string | undefined;
}

export interface TerminateResult {
  readonly mode: 'terminate';
  readonly region: string;
  readonly ended: readonly string[];
  /** Asked for, but not there any longer. */
  readonly gone: readonly string[];
}
