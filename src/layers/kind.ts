import type { LayerKind, OperatingSystem } from './layer.js';
import type { Problem } from './problem.js';

/** What the loader must know about a kind of layer. A new kind is one file that makes one of these. */
export interface KindOfLayer {
  readonly kind: LayerKind;
  /** What messages call it: a noun with its article. */
  readonly noun: string;
  /** Where it runs. */
  readonly runsOn: readonly OperatingSystem[];
  /** File name endings that mean it, lower-case and with the dot. */
  readonly extensions: readonly string[];
  /** Whether a file without a known ending is of this kind, told from its first line. */
  readonly startsLike: (firstLine: string) => boolean;
  /** What can be seen to be wrong before any variable is filled in. Never empty content. */
  readonly check: (content: Uint8Array) => Promise<readonly Problem[]>;
}
