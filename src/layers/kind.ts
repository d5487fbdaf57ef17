import type { ReadyLayer } from '../user-data/fill.js';
import type { Fill } from '../user-data/quote/unit.js';
import type { Layer, LayerFile, LayerKind, OperatingSystem } from './layer.js';
import type { LayerProblem, Problem } from './problem.js';

/**
 * All that has to be known of a kind of layer: what it is, how it is checked here, and how it runs there. A new kind is one
 * file that makes one of these, and a row in `table.ts`.
 */
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
  /** Whether it comes of an input of its own: no line of `app` or `bake` can be of it. */
  readonly hasOwnInput?: true;
  /** What may be said of it behind its path, by name. */
  readonly options: Readonly<Record<string, LayerOption>>;
  /** Reads what of it travels; without this it is a file, or a folder with a script (`setup.sh`, `setup.ps1`) that is one. */
  readonly gather?: (source: LayerSource) => Promise<Gathered | readonly Problem[]>;
  /** What can be seen to be wrong before any variable is filled in. The content is never empty where it is a file. */
  readonly check: (layer: Layer) => Promise<readonly Problem[]>;
  /** What of it can't be on a system that it runs on. */
  readonly problemsOn?: (layer: Layer, os: OperatingSystem) => readonly LayerProblem[];
  /** How values are put into its text where that has `{{name}}`; without this the text is left as it is. */
  readonly fill?: Fill;
  /** Whether a text of it is left as it is all the same, whatever braces it has. */
  readonly isNoTemplate?: (text: string, variables: Iterable<string>) => boolean;
  /** How variables reach it beside that; without this they don't. */
  readonly environment?: LayerEnvironment;
  /** What the runner runs on Linux; without this it is no script, and cloud-init deals with it. */
  readonly onLinux?: (layer: ReadyLayer) => Script;
  /** What the runner runs on Windows: PowerShell. */
  readonly onWindows?: (layer: ReadyLayer) => Script;
}

/** An option of a layer, `name=value`. */
export interface LayerOption {
  readonly pattern: RegExp;
  /** What the value has to be, as it follows the word "expected". */
  readonly expected: string;
}

/** A layer in the workspace, before it is read. */
export interface LayerSource {
  /** As the user wrote it. */
  readonly name: string;
  /** Absolute, links resolved. */
  readonly real: string;
  readonly isFolder: boolean;
  readonly options: Readonly<Record<string, string>>;
  /** Absolute, links resolved. */
  readonly workspace: string;
}

/** What of a layer travels. */
export interface Gathered {
  readonly content: Uint8Array;
  readonly files?: readonly LayerFile[];
}

/** Variables as environment variables of the layer, those only that its text or its files name. */
export interface LayerEnvironment {
  /** What goes before a variable's name; where that has a "-", the environment's has a "_". */
  readonly prefix: string;
  /** How its texts name a variable, by a name without "-"; without this, as the environment variable. */
  readonly use?: (name: string) => RegExp;
  /** Whether a text of its own may name variables at all; without this each may. */
  readonly mayUse?: (text: string, path: string) => boolean;
  /** Names are lower-case there, whatever the variable's. */
  readonly lowerCase?: true;
}

/** A script, and the files beside it: with any, it has a folder of its own and runs there. */
export interface Script {
  readonly content: Uint8Array;
  readonly files?: readonly LayerFile[];
  /**
   * Only on Windows, where 3010 and 1641 as its exit code mean that it ended well and wants a reboot, after which the next
   * layer runs. `always`: there is one in any case; `again`: the same layer runs once more after it, until it ends with 0.
   */
  readonly reboot?: 'always' | 'again';
}
