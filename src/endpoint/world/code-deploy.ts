import { stateAt, type Timeline } from './timeline.js';

/** As in a request, under the same names as in answers. */
type Fields = Readonly<Record<string, unknown>>;

/** What CodeDeploy knows in a region. */
export interface CodeDeploy {
  /** By their names. */
  readonly applications: Map<string, Application>;
  /** By their IDs, oldest first. */
  readonly deployments: Map<string, Deployment>;
}

export interface Application {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** By their names. */
  readonly groups: Map<string, DeploymentGroup>;
  /** By what says where they are, as JSON. */
  readonly revisions: Map<string, Revision>;
}

export interface Revision {
  readonly location: Fields;
  readonly description?: string;
  readonly registeredAt: number;
}

export interface TagFilter {
  readonly Key?: string;
  readonly Value?: string;
  readonly Type?: string;
}

export interface DeploymentGroup {
  readonly id: string;
  readonly name: string;
  readonly config: string;
  /** What matches any of them belongs to the group. */
  readonly tagFilters: readonly TagFilter[];
  /** Names. */
  readonly autoScalingGroups: readonly string[];
  readonly serviceRole: string;
  /** Everything else of the request, under the same names as in answers. */
  readonly data: Fields;
}

export type DeploymentStatus = 'Created' | 'Queued' | 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped';

/** Of a hook that failed. */
export interface Diagnostics {
  readonly errorCode: string;
  readonly scriptName: string;
  readonly message: string;
  readonly logTail: string;
}

/** What becomes of one instance. */
export interface Target {
  readonly instanceId: string;
  /** Cloud ms; nothing when it is never its turn. */
  readonly startsAt?: number;
  /** Cloud ms; nothing when it never ends. */
  readonly endsAt?: number;
  /** The lifecycle event at which it fails. */
  readonly failure?: { readonly event: string; readonly diagnostics: Diagnostics };
}

export interface Deployment {
  readonly id: string;
  readonly application: string;
  readonly group: string;
  readonly config: string;
  readonly revision: Fields;
  /** The one that was there before. */
  readonly previousRevision?: Fields;
  readonly creator: 'user' | 'codeDeployRollback';
  readonly createdAt: number;
  /** A reason is what the API calls error information. */
  readonly timeline: Timeline<DeploymentStatus>;
  readonly targets: readonly Target[];
  /** The deployment that this one takes back. */
  readonly triggeredBy?: string;
  /** Everything else of the request, under the same names as in answers. */
  readonly data: Fields;
  /** Whether its end is to be taken back, and what has come of that. */
  rollsBack: boolean;
  rollback?: { readonly deploymentId?: string; readonly message: string };
  /** Cloud ms; it may be about to. */
  stoppedAt?: number;
}

const ENDED: readonly DeploymentStatus[] = ['Succeeded', 'Failed', 'Stopped'];

export function hasEnded({ timeline }: Deployment, now: number): boolean {
  return ENDED.includes(stateAt(timeline, now));
}

export function noCodeDeploy(): CodeDeploy {
  return { applications: new Map(), deployments: new Map() };
}
