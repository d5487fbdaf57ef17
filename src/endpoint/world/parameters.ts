import type { Tags } from './state.js';

export type ParameterTier = 'Standard' | 'Advanced';

export interface ParameterPolicy {
  readonly type: string;
  /** As it was given: JSON. */
  readonly text: string;
  /** Of an expiration: when the parameter is deleted, in cloud ms. */
  readonly expires?: number;
}

export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly type: string;
  readonly dataType: string;
  readonly at: number;
  readonly labels: string[];
  readonly tier: ParameterTier;
  readonly policies: readonly ParameterPolicy[];
}

export interface Parameter {
  readonly name: string;
  readonly description?: string;
  readonly tags?: Tags;
  /** Oldest first. Those of which the time has not come are still being checked. */
  readonly versions: ParameterVersion[];
}
