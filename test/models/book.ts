/** The model: what is known from the commands alone of what must be there, and what somebody or something did to it. */
import type { StepEnd } from '../support/runner.js';
import type { FaultPlan, JobPlan, StepPlan } from './acts.js';

export interface RunRecord {
  /** From 1. */
  readonly n: number;
  readonly plan: StepPlan;
  readonly job: JobRecord;
  /** ms since 1970. */
  readonly startedAt: number;
  /** What the layers and the base image were when it began: what its image holds. */
  readonly contents: string;
  end?: StepEnd;
  endedAt?: number;
  post?: StepEnd;
}

export interface JobRecord {
  readonly plan: JobPlan;
  readonly runId: string;
  readonly runs: RunRecord[];
  /** By a signal, at a request that there was. */
  brokenBy?: 'SIGINT' | 'SIGKILL';
  lost: boolean;
  /** It went on for longer than anything may; the last that it asked. */
  hangs?: string;
  /** Something may keep it from its end: a fault, somebody at the console, another job that ends what it needs. */
  disturbed: boolean;
}

/** By ID, why nobody can say any more what has to become of it. */
export type Excuses = Map<string, string>;

export interface GroupBook {
  /** Versions of its launch template that it may be on. */
  versions: Set<string>;
  desired: number;
  /** What somebody did or what befell it since it was last rolled well. */
  disturbed: string | undefined;
}

export interface Book {
  readonly jobs: JobRecord[];
  /** Somebody's own: never ours to touch, unless somebody did. */
  readonly theirs: Set<string>;
  /** Instances that may be gone. */
  readonly mayBeGone: Excuses;
  /** Instances that must be gone, by which run. */
  readonly mustBeGone: Excuses;
  /** Instances whose tags or group somebody changed: no run can know them as its own any longer. */
  readonly strange: Excuses;
  /** Images that somebody has deregistered, and snapshots that lost their image by that. */
  readonly deregistered: Set<string>;
  readonly groups: Map<'web' | 'made', GroupBook>;
  /** What was baked, by content, and the other way round. */
  readonly fingerprints: Map<string, string>;
  /** Of the n-th instance ever launched. */
  readonly outcomes: Map<number, FaultPlan['kind']>;
  /** Contents of the layers. */
  readonly layers: Record<'app' | 'first' | 'second', number>;
  /** How many base images have come out since the beginning. */
  releases: number;
  /** The newest base image, where one came out. */
  base?: string;
  /** When the last prune that ended well began, in ms since 1970. */
  prunedAt: number;
}

export function newBook(): Book {
  return {
    jobs: [],
    theirs: new Set(),
    mayBeGone: new Map(),
    mustBeGone: new Map(),
    strange: new Map(),
    deregistered: new Set(),
    groups: new Map(),
    fingerprints: new Map(),
    outcomes: new Map(),
    layers: { app: 1, first: 1, second: 1 },
    releases: 0,
    prunedAt: 0,
  };
}

/** What an image holds that is baked now. */
export const contents = ({ releases, layers }: Book) => `${releases} ${layers.first} ${layers.second}`;

export const runsOf = ({ jobs }: Book): RunRecord[] => jobs.flatMap(({ runs }) => runs);

export const isGreen = ({ end }: RunRecord): boolean => end?.code === 0;

/** The random name that a step gives itself before anything else. */
export const stepOf = ({ end }: RunRecord): string | undefined => end?.state['step'];

/** The IDs that the output of a launch names: those of a group are the group's, and no run's to end. */
export function namedBy({ end, plan }: RunRecord): string[] {
  if (plan.mode !== 'launch') return [];
  return JSON.parse(end?.outputs['instance-ids'] ?? '[]') as string[];
}

/** Whether what it launched was to stay. */
export function keeps(run: RunRecord): boolean {
  const { plan, job } = run;
  if (plan.mode !== 'launch') return false;
  if (isGreen(run)) return plan.terminate !== 'always';
  if (plan.terminate === 'never') return true;
  return plan.keepFailed === true && job.brokenBy === undefined;
}

/** Whether something of it may be left, as its own post step has said, or since none came. */
export function mayLeave(run: RunRecord): boolean {
  const { job, post } = run;
  return job.lost || (post !== undefined && post.code !== 0);
}
