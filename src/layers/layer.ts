/** The operating systems that user data is written for. */
export type OperatingSystem = 'linux' | 'windows';

/** What language a layer is written in, and so how its values are quoted and how it is run. */
export type LayerKind = 'shell' | 'cloud-config' | 'powershell';

/** One file that configures a machine, as read from the workspace. Plain data. */
export interface Layer {
  readonly kind: LayerKind;
  /** The path as the user wrote it, with forward slashes: what messages and the signal call it. */
  readonly name: string;
  /** The file's bytes, as they are in the workspace: line endings and all. */
  readonly content: Uint8Array;
}
