import type { OperatingSystem } from '../layer.js';

/** A file or folder of the workspace, and where it goes on the machine. Plain data. */
export interface FileTarget {
  /** Relative to the workspace, with forward slashes. */
  readonly local: string;
  /** Absolute. Where it ends with a slash it is the folder that `local` goes into, by its own name. */
  readonly remote: string;
  /** Octal digits; undefined: as executable as it is in the workspace. */
  readonly mode: string | undefined;
  /** `user` or `user:group`; undefined: root's. */
  readonly owner: string | undefined;
}

/** The system that has such paths; undefined: none, it isn't absolute. */
export function systemOf(remote: string): OperatingSystem | undefined {
  if (remote.startsWith('/')) return 'linux';
  return /^[A-Za-z]:[\\/]/.test(remote) ? 'windows' : undefined;
}

/** Source: Windows documentation, "Naming Files, Paths, and Namespaces". */
export function isNoWindowsName(name: string): boolean {
  return /[<>:"\\|?*]|[. ]$/.test(name);
}
