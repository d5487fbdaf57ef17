/** Lock files in the workspace. */
import type { Lock } from '../image/lock.js';
import { inLayer, type LayerProblem, type Problem } from '../layers/problem.js';
import { decodeText, withoutBom } from '../layers/text.js';
import { type FileRead, readInside, realWorkspace } from '../workspace.js';
import { oneLine, shortened } from '../report/untrusted.js';
import { parseLock } from './lock-grammar.js';
import type { LockPart } from './request.js';

/** Longer ones are no paths, and shown only in part. */
const LONGEST_NAME = 200;

/** What a lock file says, and how; `missing`: there is none. Or what is wrong with it. */
export type LockRead =
  | { readonly lock: Lock; readonly text: string }
  | { readonly missing: readonly LayerProblem[] }
  | { readonly problems: readonly LayerProblem[] };

export type ReadLock = (path: string) => Promise<LockRead>;

/** The lock files that the inputs name, as far as they can be read. */
export interface Locks {
  /** That of `base-image`. */
  readonly based: Lock | undefined;
  /** That of `lock-file`. */
  readonly renewed: LockPart['now'];
  readonly problems: readonly LayerProblem[];
}

/** Reads the lock files that these inputs name. */
export async function readLocks(given: ReadonlyMap<string, string>, readLock: ReadLock): Promise<Locks> {
  const path = /^lock:(.+)$/.exec(given.get('base-image') ?? '')?.[1];
  const renewing = given.get('lock-file');
  const based = path === undefined ? undefined : await readLock(path);
  const renewed = renewing === undefined ? undefined : await readLock(renewing);
  const wrong = (read: typeof based) => (read !== undefined && 'problems' in read ? read.problems : []);
  return {
    based: based !== undefined && 'lock' in based ? based.lock : undefined,
    renewed: renewed !== undefined && 'lock' in renewed ? renewed : undefined,
    // A lock that is to be renewed may be the first.
    problems: [
      ...(based !== undefined && 'missing' in based ? based.missing : wrong(based)),
      ...wrong(renewed),
    ],
  };
}

/** @param path relative to the workspace, as the user wrote it */
export async function readLock(
  path: string,
  { workspace }: { readonly workspace: string },
): Promise<LockRead> {
  const wrong = (...problems: readonly Problem[]) =>
    inLayer(shortened(oneLine(path), LONGEST_NAME), problems);
  const read = await readInside(path.replaceAll('\\', '/'), await realWorkspace(workspace));
  if (!('content' in read)) {
    const problems = wrong({ message: unreadable(read, workspace) });
    return read.why === 'missing' ? { missing: problems } : { problems };
  }
  const decoded = decodeText(read.content);
  if (decoded === undefined) return { problems: wrong({ message: 'The lock file is not UTF-8 text.' }) };
  const text = withoutBom(decoded);
  const lock = await parseLock(text);
  return 'source' in lock ? { lock, text } : { problems: wrong(...lock) };
}

function unreadable(read: Exclude<FileRead, { content: unknown }>, workspace: string): string {
  switch (read.why) {
    case 'outside':
      return 'The lock file is outside the workspace. It is a file of the repository checked out there.';
    case 'folder':
    case 'no-file':
      return 'The lock file is not an ordinary file.';
    case 'too-big':
      return 'The file is too big for a lock file.';
    case 'missing':
      return `There is no lock file in ${workspace}. Does actions/checkout run before this step? A first one is what \`mode: resolve\` with \`lock-file\` tells as its output \`lock\`.`;
    case 'unreadable':
      return `The lock file can't be read (${read.code}).`;
  }
}
