import { posix, win32 } from 'node:path';
import { locate, whyNot } from '../../workspace.js';
import { fileAt, filesIn } from '../folder.js';
import type { Layer, LayerFile } from '../layer.js';
import { inLayer, type LayerProblem, type Problem } from '../problem.js';
import { unreadable } from '../unreadable.js';
import { filesLayer, folderOf, type Placement } from './placement.js';
import { systemOf, type FileTarget } from './target.js';

interface Gathered {
  readonly placement: Placement;
  readonly files: readonly LayerFile[];
}

/**
 * Reads files of the workspace that are to be put on a machine, as one layer; or tells all that is wrong with them.
 *
 * @param workspace its real path
 */
export async function gatherFiles(
  targets: readonly FileTarget[],
  workspace: string,
): Promise<Layer | readonly LayerProblem[]> {
  const gathered = await Promise.all(targets.map((target) => gather(target, workspace)));
  const found = gathered.filter((one) => 'placement' in one);
  const problems = [
    ...gathered.flatMap((one, index) =>
      'placement' in one ? [] : inLayer(targets[index]?.local ?? '', [one]),
    ),
    ...twice(found),
  ];
  if (problems.length > 0) return problems;
  const files = new Map(found.flatMap((one) => one.files.map((file) => [file.path, file])));
  return filesLayer(
    found.map(({ placement }) => placement),
    [...files.values()],
  );
}

async function gather(target: FileTarget, workspace: string): Promise<Gathered | Problem> {
  const { local, remote, ...how } = target;
  const found = await locate(local, workspace);
  if ('why' in found) return unreadable(found, workspace);
  const { real, isFolder } = found;
  const into = /[\\/]$/.test(remote);
  const wrong = misplaced(target, { into, isFolder });
  if (wrong !== undefined) return { message: wrong };
  const paths = systemOf(remote) === 'windows' ? win32 : posix;
  const to = into ? paths.join(remote, posix.basename(local)) : remote;
  try {
    const files = isFolder ? await filesOfFolder(local, real, workspace) : [await fileAt(real, local)];
    if ('message' in files) return files;
    const odd = files.find(({ path }) => /\p{Cc}/u.test(path));
    if (odd === undefined) return { placement: { local, ...how, isFolder, to }, files };
    return {
      message: `The name ${JSON.stringify(odd.path)} holds line ends or other control characters. Rename it.`,
    };
  } catch (error) {
    return unreadable(whyNot(error), workspace);
  }
}

function misplaced(
  { local, remote, mode }: FileTarget,
  { into, isFolder }: { readonly into: boolean; readonly isFolder: boolean },
): string | undefined {
  if (into && local === '.')
    return `What name it shall have in ${remote} can't be told. Write the whole path behind =>.`;
  return isFolder && mode !== undefined && /^[1-7]\d{3}$/.test(mode)
    ? 'This is a folder, whose mode= is that of its files: no more than 0777.'
    : undefined;
}

async function filesOfFolder(
  local: string,
  real: string,
  workspace: string,
): Promise<readonly LayerFile[] | Problem> {
  const files = await filesIn(real, workspace, { under: folderOf(local) });
  return 'message' in files || files.length > 0 ? files : { message: 'The folder holds no files.' };
}

/** Of two files for one place, one would be lost. */
function twice(gathered: readonly Gathered[]): LayerProblem[] {
  const alone = gathered.filter(({ placement }) => !placement.isFolder).map(({ placement }) => placement);
  return alone.flatMap(({ local, to }, index) => {
    const before = alone.slice(0, index).find((other) => other.to === to);
    return before === undefined
      ? []
      : inLayer(local, [{ message: `${to} is already what ${before.local} becomes.` }]);
  });
}
