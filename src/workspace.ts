/** Files of the repository, as far as they are in the workspace. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Why something can't be read; `code` is the system's own name for that, such as `EACCES`. */
export type Unreadable =
  | { readonly why: 'outside' | 'missing' | 'folder' | 'no-file' }
  | { readonly why: 'unreadable'; readonly code: string };

export type FileRead = { readonly content: Uint8Array } | Unreadable;

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
    return { content: await readFile(found.real) };
  } catch (error) {
    return whyNot(error);
  }
}

/** What the file system's error means. */
export function whyNot(error: unknown): Unreadable {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
  return code === 'ENOENT' || code === 'ENOTDIR' ? { why: 'missing' } : { why: 'unreadable', code };
}

/** Whether an absolute path is a folder, or somewhere below it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
