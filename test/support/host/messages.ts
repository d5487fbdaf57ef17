/** What a test tells the process that runs its steps, and what that tells back. */
import type { StepEnd } from '../runner.js';

export interface Place {
  readonly workspace: string;
  readonly temp: string;
}

export type Told =
  | {
      readonly do: 'start';
      readonly step: number;
      readonly place: Place;
      readonly env: Readonly<Record<string, string>>;
      /** In ms since 1970. */
      readonly now: number;
      /** Of main; `after`: the main step whose post step it is. */
      readonly inputs: Readonly<Record<string, string>>;
      readonly after?: StepEnd;
    }
  | { readonly do: 'kill'; readonly step: number; readonly signal: NodeJS.Signals };

export interface Answer {
  readonly step: number;
  readonly end: StepEnd;
}
