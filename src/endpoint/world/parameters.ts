import type { Tags } from './state.js';

export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly type: string;
  readonly dataType: string;
  readonly at: number;
  readonly labels: string[];
}

export interface Parameter {
  readonly name: string;
  readonly description?: string;
  readonly tags?: Tags;
  /** Oldest first. Those of which the time has not come are still being checked. */
  readonly versions: ParameterVersion[];
}
