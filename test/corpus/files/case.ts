/** One hostile repository, or one odd machine, for a process of its own. */
import type { Endpoint } from '../../../src/endpoint/server.js';
import type { StepEnd } from '../../support/runner.js';

export interface Place {
  readonly workspace: string;
  readonly temp: string;
  /** A folder that no run may look into; `secret` in it holds the canary. */
  readonly outside: string;
  readonly endpoint: Endpoint;
}

export interface FileCase {
  readonly group: string;
  readonly name: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** What is no ordinary file, and what is too big to be held here. */
  readonly lay?: (place: Place) => void;
  readonly inputs: Readonly<Record<string, string>> | ((place: Place) => Readonly<Record<string, string>>);
  /** Undefined: not set at all. */
  readonly env?: (place: Place) => Readonly<Record<string, string | undefined>>;
  /** What post is handed in place of what main saved; no post without anything saved. */
  readonly post?: (main: StepEnd, place: Place) => StepEnd;
  readonly want: 'refused' | 'red' | 'green' | 'any';
  /** What the log has to say. */
  readonly says?: RegExp;
  /** The answers of AWS pass by here. */
  readonly console?: (output: string) => Buffer;
  readonly drip?: string;
}
