import { posix } from 'node:path';
import { locate } from '../../workspace.js';
import { fileAt, filesIn } from '../folder.js';
import type { LayerOption, LayerSource } from '../kind.js';
import { byPath, type LayerFile } from '../layer.js';
import type { Problem } from '../problem.js';

/** Something in the workspace that travels with a tool's layer. */
export interface Place {
  /** A file or folder, relative to the workspace. */
  readonly from: string;
  /** What it becomes on the machine, relative to the layer's own folder. */
  readonly to: string;
  /** The option that names it; without one it is taken along where it is there. */
  readonly option?: string;
  /** What the option has to name. */
  readonly is?: 'a file' | 'a folder';
}

/** An option that says which version of a tool there has to be. */
export const VERSION: LayerOption = {
  pattern: /^\d+(\.\d+)*$/,
  expected: 'a version, or how it begins, such as 8 or 8.10.0',
};

/** All files of the places, each once, sorted by path; or what is wrong with the places. */
export async function gatherPlaces(
  places: readonly Place[],
  layer: Pick<LayerSource, 'name' | 'workspace'>,
): Promise<LayerFile[] | readonly Problem[]> {
  const gathered = await Promise.all(places.map((place) => gatherPlace(place, layer)));
  const problems = gathered.flatMap((one) => ('message' in one ? [one] : []));
  if (problems.length > 0) return problems;
  const files = gathered.flatMap((one) => ('message' in one ? [] : one));
  return [...new Map(files.map((file) => [file.path, file])).values()].sort(byPath);
}

/** Whether it is files rather than what is wrong. */
export function areFiles(
  gathered: readonly LayerFile[] | readonly Problem[],
): gathered is readonly LayerFile[] {
  return gathered.every((one) => 'path' in one);
}

/** A path in the workspace, without `./` and a slash at its end. */
export function plainPath(path: string): string {
  return posix.join(path, '.').replace(/(?<=.)\/$/, '');
}

async function gatherPlace(
  { from, to, option, is }: Place,
  { name, workspace }: Pick<LayerSource, 'name' | 'workspace'>,
): Promise<LayerFile[] | Problem> {
  const found = await locate(from, workspace);
  if ('why' in found) {
    if (option === undefined && found.why === 'missing') return [];
    return { message: `${named(from, option)} ${WHY[found.why]}.` };
  }
  if (is !== undefined && (is === 'a folder') !== found.isFolder) {
    return { message: `${named(from, option)} is not ${is}.` };
  }
  if (found.isFolder) {
    const files = await filesIn(found.real, workspace, { under: `${to}/`, source: from });
    const where = from === plainPath(name) ? '' : `${from}: `;
    return 'message' in files ? { message: where + files.message } : files;
  }
  return [await fileAt(found.real, to, from)];
}

const WHY = {
  missing: 'is not in the workspace. Paths are relative to the root of the repository',
  outside: 'is outside the workspace. Layers are files of the repository checked out there',
  folder: 'is a folder',
  'too-big': 'is too big',
  'no-file': 'is neither an ordinary file nor a folder',
  unreadable: "can't be read",
} as const;

function named(from: string, option: string | undefined): string {
  return option === undefined ? `"${from}"` : `What the option "${option}" names, "${from}",`;
}
