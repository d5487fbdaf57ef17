import { globMatcher } from '../protocol/filters.js';
import type { World } from './state.js';

/** What Elastic Beanstalk knows. An environment is one instance here, and no application runs on it. */
export interface Beanstalk {
  readonly applications: Map<string, Application>;
  /** By their IDs: names can be given again once an environment is terminated. */
  readonly environments: Map<string, Environment>;
}

export interface Application {
  readonly name: string;
  readonly description?: string;
  readonly createdAt: number;
}

export interface Environment {
  readonly id: string;
  readonly name: string;
  readonly application: string;
  readonly arn: string;
  readonly cname: string;
  readonly platform: Platform;
  readonly createdAt: number;
  /** Oldest first; those still to come can be changed by another request. */
  readonly states: EnvironmentState[];
  readonly events: EnvironmentEvent[];
}

export interface Platform {
  readonly arn: string;
  readonly solutionStack: string;
  /** Of its instances where no other is asked for. */
  readonly imageId: string;
}

export type EnvironmentStatus =
  'Launching' | 'Updating' | 'Aborting' | 'Ready' | 'Terminating' | 'Terminated';
export type Health = 'Green' | 'Yellow' | 'Red' | 'Grey';

/** What an environment is from `at` (cloud ms) on. */
export interface EnvironmentState {
  readonly at: number;
  readonly status: EnvironmentStatus;
  readonly health: Health;
  /** Of an update that cannot be taken back. */
  readonly goesOn?: boolean;
  /** When it was last asked to change. */
  readonly updatedAt: number;
  /** In force; nothing as long as it is launched for the first time. */
  readonly configuration?: Configuration;
  /** Not in force: on its way, or given up. */
  readonly draft?: { readonly status: 'pending' | 'failed'; readonly settings: readonly Setting[] };
}

export interface Configuration {
  readonly description?: string;
  readonly versionLabel?: string;
  readonly settings: readonly Setting[];
  readonly instanceId?: string;
}

export interface Setting {
  readonly namespace: string;
  readonly option: string;
  readonly value: string;
}

export interface EnvironmentEvent {
  readonly at: number;
  readonly severity: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
}

/** What becomes of an environment that is launched or updated. */
export interface EnvironmentOutcome {
  /** Which environments, and with which image: all when left out. The name may have `*` and `?`. */
  readonly match?: { readonly name?: string; readonly imageId?: string };
  /** `unhealthy`: ready, and ill. `failed`: Beanstalk gives the update up by itself, and all stays as it was. */
  readonly kind: 'healthy' | 'unhealthy' | 'failed';
  /** Of one that is unhealthy: Red when left out. */
  readonly health?: Health;
  /** Its update cannot be aborted. */
  readonly goesOn?: boolean;
  /** Of one that failed, in its events. */
  readonly message?: string;
}

export function noBeanstalk(): Beanstalk {
  return { applications: new Map(), environments: new Map() };
}

/** The outcome that the newest matching rule gives. */
export function environmentOutcome(
  { environmentOutcomes }: World,
  one: { name: string; imageId: string },
): EnvironmentOutcome {
  const found = environmentOutcomes.findLast(
    ({ match = {} }) =>
      (match.name === undefined || globMatcher(match.name)(one.name)) &&
      (match.imageId === undefined || match.imageId === one.imageId),
  );
  return found ?? { kind: 'healthy' };
}

export function environmentAt({ states }: Environment, now: number): EnvironmentState {
  const state = states.findLast(({ at }) => at <= now) ?? states[0];
  if (!state) throw new Error('An environment has at least one state.');
  return state;
}
