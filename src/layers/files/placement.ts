import type { Layer, LayerFile } from '../layer.js';
import { decodeText, encodeText } from '../text.js';
import type { FileTarget } from './target.js';

/** A target that was found in the workspace. */
export interface Placement extends Omit<FileTarget, 'remote'> {
  readonly isFolder: boolean;
  /** Where it is to be: the file itself, or the folder that takes what is in this one. */
  readonly to: string;
}

/** What the layer is called, on the console too: by its input. */
export const FILES_NAME = 'files';

/** The layer of these placements: what it is to do is its content. */
export function filesLayer(placements: readonly Placement[], files: readonly LayerFile[]): Layer {
  return { kind: 'files', name: FILES_NAME, content: encodeText(JSON.stringify(placements)), files };
}

export function placementsOf({ content }: Layer): readonly Placement[] {
  return JSON.parse(decodeText(content) ?? '[]') as Placement[];
}

/** The files of a placement, each by its path in the folder that is placed; a file alone has none. */
export function filesOf({ local, isFolder }: Placement, { files = [] }: Layer): readonly LayerFile[] {
  if (!isFolder) return files.filter(({ path }) => path === local).map((file) => ({ ...file, path: '' }));
  const folder = folderOf(local);
  return files.flatMap((file) =>
    file.path.startsWith(folder) ? [{ ...file, path: file.path.slice(folder.length) }] : [],
  );
}

/** What stands before the paths of what is in a folder. */
export function folderOf(local: string): string {
  return local === '.' ? '' : `${local}/`;
}

/** What travels: each placement's files in a folder, or as a file, of its number. */
export function travelling(layer: Layer): LayerFile[] {
  return placementsOf(layer).flatMap((placement, index) =>
    filesOf(placement, layer).map((file) => ({
      ...file,
      path: placement.isFolder ? `${sourceOf(index)}/${file.path}` : sourceOf(index),
    })),
  );
}

/** Where the placement's files lie when the script runs, relative to it. */
export function sourceOf(index: number): string {
  return `files/${index + 1}`;
}
