/** The operating systems that user data is written for. */
export type OperatingSystem = 'linux' | 'windows';

/** What language a layer is written in, or which tool it is for: how its values are quoted and how it is run. */
export type LayerKind =
  'shell' | 'cloud-config' | 'powershell' | 'batch' | 'puppet' | 'ansible' | 'chef' | 'dsc' | 'files';

/** What configures a machine, as read from the workspace: a file, or a folder. Plain data. */
export interface Layer {
  readonly kind: LayerKind;
  /**
   * The path as the user wrote it, of a folder with a script that of the script, with forward slashes: what messages and the
   * signal call it.
   */
  readonly name: string;
  /** The file's bytes, as they are in the workspace: line endings and all. */
  readonly content: Uint8Array;
  /** What is said behind the path; absent where nothing is. */
  readonly options?: Readonly<Record<string, string>>;
  /** What lies beside its script, sorted by path. They are no templates. */
  readonly files?: readonly LayerFile[];
  /** Only of a folder that has a script for Windows, too. */
  readonly onWindows?: Layer;
}

export interface LayerFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
  /** What messages call it, where it lies elsewhere in the workspace: relative to that. */
  readonly source?: string;
}

/** By code units: the same in every language. */
export function byPath({ path: one }: LayerFile, { path: other }: LayerFile): number {
  return one < other ? -1 : Number(one > other);
}

/** What messages call a file that travels with a layer. */
export function fileName({ name }: Layer, { path, source }: LayerFile): string {
  return source ?? name.slice(0, name.lastIndexOf('/') + 1) + path;
}

/** The layers as they are for one system, where it makes a difference. */
export function forSystem<L extends Layer & { readonly onWindows?: L }>(
  layers: readonly L[],
  os: OperatingSystem,
): L[] {
  return layers.map((layer) => {
    const { onWindows, ...linux } = layer;
    if (onWindows === undefined) return layer;
    return os === 'windows' ? onWindows : (linux as unknown as L);
  });
}
