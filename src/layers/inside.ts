import { isAbsolute, relative, sep } from 'node:path';

/** Whether an absolute path is a folder, or somewhere below it. */
export function inside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
