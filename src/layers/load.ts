import { readFile, realpath, stat } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import { filesIn, scriptsIn, SCRIPTS } from './folder.js';
import { inside } from './inside.js';
import type { Layer } from './layer.js';
import { inLayer, LayerFailure, type LayerProblem, type Problem } from './problem.js';
import { kindOf, knownExtensions } from './table.js';
import { firstLine } from './text.js';

type Loaded = Layer | readonly LayerProblem[];

/**
 * Reads layers from the workspace, in the order given.
 *
 * @param paths relative to the workspace, with forward slashes, as the user wrote them
 * @throws LayerFailure `layers-unreadable` with the problems of all layers
 */
export async function loadLayers(
  paths: readonly string[],
  options: { readonly workspace: string },
): Promise<Layer[]> {
  const workspace = await realpath(options.workspace);
  const loaded = await Promise.all(paths.map((path) => loadLayer(path, workspace)));
  const problems = loaded.flatMap((one) => (isLayer(one) ? [] : one));
  if (problems.length > 0) throw new LayerFailure('layers-unreadable', problems);
  return loaded.filter(isLayer);
}

/** What is wrong with the layers; nothing when all of them can be read. */
export async function checkLayers(
  paths: readonly string[],
  options: { readonly workspace: string },
): Promise<readonly LayerProblem[]> {
  try {
    await loadLayers(paths, options);
    return [];
  } catch (thrown) {
    if (thrown instanceof LayerFailure) return thrown.problems;
    throw thrown;
  }
}

async function loadLayer(path: string, workspace: string): Promise<Loaded> {
  const name = path.replaceAll('\\', '/');
  const found = await find(name, workspace);
  if ('message' in found) return inLayer(name, [found]);
  try {
    return found.isFolder
      ? await loadFolder(name, found.real, workspace)
      : await loadFile(name, await readFile(found.real));
  } catch (error) {
    return inLayer(name, [{ message: unreadable(error, workspace) }]);
  }
}

async function loadFile(name: string, content: Uint8Array): Promise<Loaded> {
  if (content.length === 0) return inLayer(name, [{ message: 'The file is empty.' }]);
  const kind = kindOf(name, firstLine(Buffer.from(content).toString('utf8')));
  if (kind === undefined) {
    const message = `What this file is can't be told: its name ends in none of ${knownExtensions()}, and its first line is neither "#!/…" nor "#cloud-config". Give it one of those.`;
    return inLayer(name, [{ message }]);
  }
  const problems = await kind.check(content);
  return problems.length > 0 ? inLayer(name, problems.map(onlyProblem)) : { kind: kind.kind, name, content };
}

/** A folder is the script in it, with all that lies beside that. */
async function loadFolder(name: string, real: string, workspace: string): Promise<Loaded> {
  const scripts = await scriptsIn(real);
  if (scripts.length === 0) {
    const message = `This is a folder without ${SCRIPTS.join(' or ')}. Add the script that is to be run with the folder's files beside it, or name the files in it, one a line, in the order they shall run.`;
    return inLayer(name, [{ message }]);
  }
  const files = await filesIn(real, workspace);
  if ('message' in files) return inLayer(name, [files]);
  const loaded = await Promise.all(scripts.map((script) => loadLayer(posix.join(name, script), workspace)));
  const problems = loaded.flatMap((one) => (isLayer(one) ? [] : one));
  const [first, second] = loaded.filter(isLayer).map((layer) => ({ ...layer, files }));
  if (problems.length > 0 || first === undefined) return problems;
  return second === undefined ? first : { ...first, onWindows: second };
}

/** What is there inside the workspace, wherever symbolic links lead. */
async function find(name: string, workspace: string): Promise<Problem | { real: string; isFolder: boolean }> {
  const outside = {
    message: 'The file is outside the workspace. Layers are files of the repository checked out there.',
  };
  const target = resolve(workspace, name);
  if (!inside(target, workspace)) return outside;
  try {
    const real = await realpath(target);
    if (!inside(real, workspace)) return outside;
    const facts = await stat(real);
    if (!facts.isFile() && !facts.isDirectory()) return { message: 'This is not an ordinary file.' };
    return { real, isFolder: facts.isDirectory() };
  } catch (error) {
    return { message: unreadable(error, workspace) };
  }
}

function unreadable(error: unknown, workspace: string): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? `There is no such file in ${workspace}. Is the path relative to the repository's root, and does actions/checkout run before this step?`
    : `The file can't be read (${code}).`;
}

function isLayer(loaded: Loaded): loaded is Layer {
  return 'kind' in loaded;
}

/** Leaves out what a kind's check knows beside. */
function onlyProblem({ line, message }: Problem): Problem {
  return line === undefined ? { message } : { line, message };
}
