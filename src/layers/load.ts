import { posix } from 'node:path';
import { gatherFiles } from './files/gather.js';
import type { FileTarget } from './files/target.js';
import { filesIn, scriptsIn, SCRIPTS } from './folder.js';
import { foreignProblems } from './foreign.js';
import { optionProblems, readLine, type LayerLine } from './line.js';
import { locate, readBounded, realWorkspace, type Unreadable, whyNot } from '../workspace.js';
import type { Gathered, KindOfLayer, LayerSource } from './kind.js';
import type { Layer } from './layer.js';
import { inLayer, LayerFailure, type LayerProblem, type Problem } from './problem.js';
import { kindOf, KIND_NAMES, KINDS, knownExtensions } from './table.js';
import { decodeText, firstLine, lineAt } from './text.js';
import { unreadable } from './unreadable.js';

type Loaded = Layer | readonly LayerProblem[];

/** Where a layer really is. */
type Found = Pick<LayerSource, 'real' | 'isFolder' | 'workspace'>;

export interface LoadOptions {
  readonly workspace: string;
  /** What is put on the machine before any layer runs. */
  readonly files?: readonly FileTarget[];
}

/**
 * Reads layers from the workspace, in the order given; what is put on the machine as the first of them.
 *
 * @param lines paths relative to the workspace with what is said of them, as the user wrote them: see `readLine`
 * @throws LayerFailure `layers-unreadable` with the problems of all layers
 */
export async function loadLayers(lines: readonly string[], options: LoadOptions): Promise<Layer[]> {
  const workspace = await realWorkspace(options.workspace);
  const { files = [] } = options;
  const loaded = await Promise.all([
    ...(files.length > 0 ? [gatherFiles(files, workspace)] : []),
    ...lines.map((line) => loadLayer(readLine(line, KIND_NAMES), workspace)),
  ]);
  const problems = loaded.flatMap((one) => (isLayer(one) ? [] : one));
  if (problems.length > 0) throw new LayerFailure('layers-unreadable', problems);
  return loaded.filter(isLayer);
}

/** What is wrong with the layers; nothing when all of them can be read. */
export async function checkLayers(
  lines: readonly string[],
  options: LoadOptions,
): Promise<readonly LayerProblem[]> {
  try {
    await loadLayers(lines, options);
    return [];
  } catch (thrown) {
    if (thrown instanceof LayerFailure) return thrown.problems;
    throw thrown;
  }
}

async function loadLayer(line: LayerLine, workspace: string): Promise<Loaded> {
  if (line.path === '') return inLayer(`${line.kind ?? ''}:`, [{ message: 'This names no file or folder.' }]);
  const found = await locate(line.path, workspace);
  if ('why' in found) return inLayer(line.path, [notThere(found, line, workspace)]);
  try {
    return await loadFound(line, { ...found, workspace });
  } catch (error) {
    return inLayer(line.path, [unreadable(whyNot(error), workspace)]);
  }
}

async function loadFound(line: LayerLine, found: Found): Promise<Loaded> {
  const content = found.isFolder ? undefined : await readBounded(found.real);
  if (content?.length === 0) return inLayer(line.path, [{ message: 'The file is empty.' }]);
  const kind = line.kind === undefined ? content && kindOfFile(line.path, content) : KINDS[line.kind];
  if (kind?.gather) return gatherLayer(kind, line, found);
  return content === undefined
    ? loadFolder(line, found.real, found.workspace)
    : loadFile(kind, line, content);
}

/** What else somebody may have taken a line for. */
const LIKE_MORE = /\s#|^["']|\s=|,|^\w+:/;
const LINE_FORM =
  'A line is one path without quotes, after a kind such as "puppet:" where need be, with "name=value" options behind it; it takes no comments.';

function notThere(found: Unreadable, { path }: LayerLine, workspace: string): Problem {
  const problem = unreadable(found, workspace);
  const like = found.why === 'missing' && LIKE_MORE.test(path);
  return like ? { message: `${problem.message} ${LINE_FORM}` } : problem;
}

function kindOfFile(name: string, content: Buffer): KindOfLayer | undefined {
  return kindOf(name, firstLine(content.toString('utf8')));
}

async function loadFile(
  kind: KindOfLayer | undefined,
  line: LayerLine,
  content: Uint8Array,
): Promise<Loaded> {
  if (kind !== undefined) return checked(kind, line, { content });
  return inLayer(line.path, unknownProblems(decodeText(content) ?? ''));
}

/** Why it can't be told what a file is. */
function unknownProblems(text: string): Problem[] {
  const foreign = foreignProblems(text);
  if (foreign.length > 0) return foreign;
  const late = /^(?:\uFEFF|\s|#.*)*?(?=[^\S\n]*(?:#!|#[^\S\n]*cloud-config\s*$|##[^\S\n]*template:))/m.exec(
    text,
  )?.[0];
  if (late !== undefined && text.startsWith(late)) {
    const message = `What this file is has to be the first thing in it, with nothing before it: "#cloud-config", "#!/…" or "## template: jinja". Move this line up, without blanks in it.`;
    return [{ line: lineAt(text, late.length), message }];
  }
  const message = `What this file is can't be told: its name ends in none of ${knownExtensions()}, and its first line is none of "#!/…", "#cloud-config" and "@echo off". Give it one of those, or write what it is before its path: ${KIND_NAMES.map((name) => `${name}:`).join(', ')}.`;
  return [{ message }];
}

async function gatherLayer(kind: KindOfLayer, line: LayerLine, found: Found): Promise<Loaded> {
  const wrong = optionProblems(line, kind.options, kind.noun);
  if (wrong.length > 0) return inLayer(line.path, wrong);
  const gathered = await kind.gather?.({ ...found, name: line.path, options: line.options });
  if (gathered !== undefined && 'content' in gathered) return checked(kind, line, gathered);
  return inLayer(line.path, gathered ?? []);
}

async function checked(kind: KindOfLayer, line: LayerLine, gathered: Gathered): Promise<Loaded> {
  const { path, options } = line;
  const said = Object.keys(options).length > 0;
  const layer = { kind: kind.kind, name: path, ...(said && { options }), ...gathered };
  const problems = [...optionProblems(line, kind.options, kind.noun), ...(await kind.check(layer))];
  return problems.length > 0 ? inLayer(path, problems.map(onlyProblem)) : layer;
}

/** A folder is the script in it, with all that lies beside that. */
async function loadFolder(
  { path, kind, options }: LayerLine,
  real: string,
  workspace: string,
): Promise<Loaded> {
  const scripts = await scriptsIn(real);
  if (scripts.length === 0) {
    const message = `This is a folder without ${SCRIPTS.join(', ')}. Add the script that is to be run with the folder's files beside it, or name the files in it, one a line, in the order they shall run.`;
    return inLayer(path, [{ message }]);
  }
  const files = await filesIn(real, workspace, { leaveOut: scripts });
  if ('message' in files) return inLayer(path, [files]);
  const loaded = await Promise.all(
    scripts.map((script) => loadLayer({ path: posix.join(path, script), kind, options }, workspace)),
  );
  const problems = loaded.flatMap((one) => (isLayer(one) ? [] : one));
  const [first, second] = loaded.filter(isLayer).map((layer) => ({ ...layer, files }));
  if (problems.length > 0 || first === undefined) return problems;
  return second === undefined ? first : { ...first, onWindows: second };
}

function isLayer(loaded: Loaded): loaded is Layer {
  return 'kind' in loaded;
}

/** Leaves out what a kind's check knows beside. */
function onlyProblem({ line, message }: Problem): Problem {
  return line === undefined ? { message } : { line, message };
}
