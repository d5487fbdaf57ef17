/** Files of the repository, as far as they are in the workspace. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { Failure } from './failure.js';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Why something can't be read; `code` is the system's own name for that, such as `EACCES`. */
export type Unreadable =
  | { readonly why: 'outside' | 'missing' | 'folder' | 'no-file' }
  | { readonly why: 'too-big'; readonly most: number }
  | { readonly why: 'unreadable'; readonly code: string };

export type FileRead = { readonly content: Uint8Array } | Unreadable;

/** The workspace itself, links resolved. Throws a `Failure` where there is none. */
export async function realWorkspace(workspace: string): Promise<string> {
  const real = await realpath(workspace).catch(() => undefined);
  if (real !== undefined && (await stat(real)).isDirectory()) return real;
  throw new Failure('no-workspace', `There is no folder ${workspace}, which is to be the workspace.`, {
    advice: 'The runner makes it and names it in GITHUB_WORKSPACE; has an earlier step removed it?',
  });
}

/**
 * Where a file or folder really is that is inside the workspace, wherever symbolic links lead.
 *
 * @param name relative to the workspace, with forward slashes
 * @param workspace its real path
 */
export async function locate(
  name: string,
  workspace: string,
): Promise<{ readonly real: string; readonly isFolder: boolean } | Unreadable> {
  const target = resolve(workspace, name);
  if (!isInside(target, workspace)) return { why: 'outside' };
  try {
    const real = await realpath(target);
    if (!isInside(real, workspace)) return { why: 'outside' };
    const facts = await stat(real);
    const isFolder = facts.isDirectory();
    return isFolder || facts.isFile() ? { real, isFolder } : { why: 'no-file' };
  } catch (error) {
    return whyNot(error);
  }
}

/** The bytes of a file that is inside the workspace. */
export async function readInside(name: string, workspace: string): Promise<FileRead> {
  const found = await locate(name, workspace);
  if ('why' in found) return found;
  if (found.isFolder) return { why: 'folder' };
  try {
    return { content: await readBounded(found.real) };
  } catch (error) {
    return whyNot(error);
  }
}

/** Of a layer's own text, which is looked through and filled in: a tenth of it is long. */
export const MOST_TEXT_BYTES = 512 * 1024;

class TooBig extends Error {
  readonly most: number;

  constructor(most: number) {
    super('The file is too big');
    this.most = most;
  }
}

/** The bytes of a file that has at most so many; throws what `whyNot` knows. */
export async function readBounded(real: string, most = MOST_TEXT_BYTES): Promise<Buffer> {
  const { size } = await stat(real);
  if (size > most) throw new TooBig(most);
  return readFile(real);
}

/** What the file system's error means. */
export function whyNot(error: unknown): Unreadable {
  if (error instanceof TooBig) return { why: 'too-big', most: error.most };
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
  return code === 'ENOENT' || code === 'ENOTDIR' ? { why: 'missing' } : { why: 'unreadable', code };
}

/** Whether an absolute path is a folder, or somewhere below it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
