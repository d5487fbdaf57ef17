import { posix } from 'node:path';
import { readBounded } from '../../workspace.js';
import type { Gathered, KindOfLayer, LayerSource } from '../kind.js';
import { fileName, type Layer } from '../layer.js';
import type { Problem } from '../problem.js';
import { decodeText, hasBom, lineAt } from '../text.js';
import { areFiles, gatherPlaces, type Place, plainPath, VERSION } from '../tools/gather.js';
import { CONTROL_REPOSITORY, modulesFolder, puppetOnLinux, puppetOnWindows } from '../tools/puppet.js';

/**
 * A manifest with folders of modules, or a control repository, applied without a server. Variables are facts; Facter takes
 * them from the environment, and makes names lower-case. Source: Facter's documentation, "Custom facts", "Environment
 * facts".
 */
export const puppet: KindOfLayer = {
  kind: 'puppet',
  noun: 'a Puppet manifest or control repository',
  runsOn: ['linux', 'windows'],
  extensions: ['.pp'],
  startsLike: () => false,
  options: {
    modules: { pattern: /^[^,]+(,[^,]+)*$/, expected: 'folders of modules, with commas between' },
    manifest: {
      pattern: /^\w[\w.-]*(\/\w[\w.-]*)*$/,
      expected: 'a file or folder in the control repository, of letters, digits, "_", "-", "." and "/"',
    },
    version: VERSION,
  },
  gather,
  check: (layer) => Promise.resolve(puppetProblems(layer)),
  environment: { prefix: 'FACTER_', use: factUse, lowerCase: true },
  onLinux: puppetOnLinux,
  onWindows: puppetOnWindows,
};

/** `$facts['name']`, `facts.dig('name')`, `fact('name')`, `$::name`, and in Hiera `%{facts.name}`, `%{::name}`. */
function factUse(name: string): RegExp {
  return new RegExp(`\\bfacts?\\b(?:\\.dig)?\\s*[[.(]\\s*['"]?${name}\\b|::${name}\\b(?!::)`);
}

async function gather(source: LayerSource): Promise<Gathered | readonly Problem[]> {
  const { isFolder, options, name, real } = source;
  const misplaced = isFolder ? 'modules' : 'manifest';
  if (options[misplaced] !== undefined) return [{ message: MISPLACED[misplaced] }];
  const files = await gatherPlaces(isFolder ? [repository(name)] : modules(options), source);
  if (!areFiles(files)) return files;
  if (isFolder && files.length === 0) return [{ message: 'The folder is empty.' }];
  return { content: isFolder ? new Uint8Array() : await readBounded(real), files };
}

const MISPLACED = {
  modules:
    'The option "modules" is for a single manifest. A control repository has its modules in "modules" and "site-modules", or says where in its environment.conf.',
  manifest: 'The option "manifest" is for a control repository, which is a folder.',
};

function repository(name: string): Place {
  return { from: plainPath(name), to: CONTROL_REPOSITORY };
}

function modules({ modules: folders }: LayerSource['options']): Place[] {
  return (folders?.split(',') ?? []).map((folder, index) => ({
    from: plainPath(folder),
    to: modulesFolder(index),
    option: 'modules',
    is: 'a folder',
  }));
}

function puppetProblems(layer: Layer): Problem[] {
  const { options = {}, files = [] } = layer;
  if (!files.some(({ path }) => path.startsWith(`${CONTROL_REPOSITORY}/`))) {
    return manifestProblems(layer.content);
  }
  const manifest = options['manifest'] ?? 'manifests/site.pp';
  const path = posix.join(CONTROL_REPOSITORY, manifest);
  const manifests = files.filter(
    (file) => file.path === path || (file.path.startsWith(`${path}/`) && file.path.endsWith('.pp')),
  );
  if (manifests.length === 0) {
    const message = `There is no "${manifest}" in this folder. Say where its manifest is: manifest=FILE, relative to the folder; or name the manifest itself, with modules=FOLDER.`;
    return [{ message }];
  }
  return manifests.flatMap((file) =>
    manifestProblems(file.content).map(({ line, message }) => ({
      message: `${fileName(layer, file)}${line === undefined ? '' : `:${line}`}: ${message}`,
    })),
  );
}

function manifestProblems(content: Uint8Array): Problem[] {
  const text = decodeText(content);
  if (text === undefined) return [{ message: 'The file is not UTF-8 text, which a manifest has to be.' }];
  if (hasBom(text)) {
    const message =
      'The file starts with a byte order mark, which Puppet refuses. Save it as "UTF-8", without BOM.';
    return [{ line: 1, message }];
  }
  if (text.replace(/#.*/g, '').trim() === '') return [{ message: 'The manifest declares nothing.' }];
  return factProblems(text);
}

/** Facts have lower-case names, so one with another is never there, and Puppet doesn't say so. */
function factProblems(text: string): Problem[] {
  // Neither comments nor what stands in single quotes is read.
  const code = text.replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const named = code.matchAll(/^(?:[^#\n']|'[^'\n]*')*?\$\{?(?:::)?facts\[\s*(['"])(\w*[A-Z]\w*)\1/gm);
  return [...named].map(({ 0: match, 2: name = '', index }) => ({
    line: lineAt(text, index + match.length),
    message: `No fact is called "${name}": Facter makes all names lower-case. Write $facts['${name.toLowerCase()}'].`,
  }));
}
