/** Files of the repository, as far as they are in the workspace. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { inside } from './layers/inside.js';

/** What a file holds, or why it can't be read; `code` is the system's own name for that, such as `EACCES`. */
export type FileRead =
  | { readonly content: Uint8Array }
  | { readonly why: 'outside' | 'missing' | 'folder' | 'no-file' }
  | { readonly why: 'unreadable'; readonly code: string };

/**
 * The bytes of a file that is inside the workspace, wherever symbolic links lead.
 *
 * @param name relative to the workspace, with forward slashes
 * @param workspace its real path
 */
export async function readInside(name: string, workspace: string): Promise<FileRead> {
  const target = resolve(workspace, name);
  if (!inside(target, workspace)) return { why: 'outside' };
  try {
    const real = await realpath(target);
    if (!inside(real, workspace)) return { why: 'outside' };
    const facts = await stat(real);
    if (facts.isDirectory()) return { why: 'folder' };
    return facts.isFile() ? { content: await readFile(real) } : { why: 'no-file' };
  } catch (error) {
    const code =
      typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
    return code === 'ENOENT' || code === 'ENOTDIR' ? { why: 'missing' } : { why: 'unreadable', code };
  }
}
