import { readdir } from 'node:fs/promises';
import { posix } from 'node:path';
import type { Gathered, KindOfLayer, LayerSource } from '../kind.js';
import { fileName, type Layer, type LayerFile } from '../layer.js';
import type { Problem } from '../problem.js';
import { decodeText, withoutBom } from '../text.js';
import { ATTRIBUTES, chefOnLinux, chefOnWindows, REPOSITORY } from '../tools/chef.js';
import { areFiles, gatherPlaces, type Place, plainPath, VERSION } from '../tools/gather.js';

const ITEM = /(?:(?:recipe|role)\[[\w:.-]+(?:@[\d.]+)?\]|[\w:.-]+(?:@[\d.]+)?)/;

/**
 * Cookbooks, or a whole Chef repository, converged without a server by Cinc or Chef. Variables are attributes:
 * `node['ami_launch']['name']`.
 */
export const chef: KindOfLayer = {
  kind: 'chef',
  noun: 'a folder of Chef cookbooks',
  runsOn: ['linux', 'windows'],
  extensions: [],
  startsLike: () => false,
  options: {
    'run-list': {
      pattern: new RegExp(`^${ITEM.source}(,${ITEM.source})*$`),
      expected: 'recipes and roles with commas between, such as recipe[web],recipe[web::tls],role[base]',
    },
    attributes: { pattern: /./, expected: 'a JSON file of node attributes' },
    version: VERSION,
  },
  gather,
  check: (layer) => Promise.resolve(chefProblems(layer)),
  environment: {
    prefix: 'AMI_LAUNCH_',
    use: (name) => new RegExp(`\\b${name}\\b`),
    mayUse: (text) => /\bami_launch\b/.test(text),
  },
  onLinux: chefOnLinux,
  onWindows: chefOnWindows,
};

async function gather(source: LayerSource): Promise<Gathered | readonly Problem[]> {
  const { isFolder, name, options } = source;
  if (!isFolder) {
    return [{ message: 'This is a file. Name the folder of cookbooks, or the Chef repository.' }];
  }
  const attributes = options['attributes'];
  const places: Place[] = [{ from: plainPath(name), to: await placeOf(source) }];
  if (attributes !== undefined) {
    places.push({ from: plainPath(attributes), to: ATTRIBUTES, option: 'attributes', is: 'a file' });
  }
  const files = await gatherPlaces(places, source);
  return areFiles(files) ? { content: new Uint8Array(), files: files.map(withoutMark) } : files;
}

/** Where the folder belongs in a Chef repository: it is one, a folder of cookbooks, or one cookbook. */
async function placeOf({ real }: LayerSource): Promise<string> {
  const names = await readdir(real);
  if (names.includes('cookbooks')) return REPOSITORY;
  const isCookbook = names.some((name) => name === 'metadata.rb' || name === 'metadata.json');
  return `${REPOSITORY}/cookbooks${isCookbook ? `/${posix.basename(real.replaceAll('\\', '/'))}` : ''}`;
}

/** Ruby's JSON takes no byte order mark. */
function withoutMark(file: LayerFile): LayerFile {
  const text = file.path === ATTRIBUTES ? decodeText(file.content) : undefined;
  return text === undefined ? file : { ...file, content: Buffer.from(withoutBom(text)) };
}

/** A cookbook: its name, and its files by their paths in it. */
interface Cookbook {
  readonly name: string;
  readonly files: ReadonlyMap<string, LayerFile>;
}

function chefProblems(layer: Layer): Problem[] {
  const { options = {}, files = [] } = layer;
  const cookbooks = cookbooksIn(files);
  if (cookbooks.length === 0) {
    return [{ message: 'There are no cookbooks in this folder: folders with metadata.rb or recipes.' }];
  }
  const attributes = files.find(({ path }) => path === ATTRIBUTES);
  const read = attributes === undefined ? { hasRunList: false } : readAttributes(layer, attributes);
  if ('message' in read) return [read];
  const runList = options['run-list'];
  if (runList !== undefined)
    return runList.split(',').flatMap((item) => itemProblems(item, cookbooks, files));
  if (read.hasRunList) return [];
  const first = cookbooks[0]?.name ?? '';
  return [
    {
      message: `Nothing says what to run. Add run-list=recipe[${first}], or a "run_list" in attributes=FILE.`,
    },
  ];
}

function cookbooksIn(files: readonly LayerFile[]): Cookbook[] {
  const folders = new Map<string, Map<string, LayerFile>>();
  for (const file of files) {
    const [, folder, path] = /^repo\/((?:site-)?cookbooks\/[^/]+)\/(.+)$/.exec(file.path) ?? [];
    if (folder === undefined || path === undefined) continue;
    folders.set(folder, (folders.get(folder) ?? new Map<string, LayerFile>()).set(path, file));
  }
  return [...folders]
    .filter(([, its]) =>
      [...its.keys()].some((path) => /^(metadata\.(rb|json)|recipe\.rb|recipes\/.*)$/.test(path)),
    )
    .map(([folder, its]) => ({ name: nameIn(its) ?? posix.basename(folder), files: its }));
}

/** What the cookbook's own metadata says, which goes before its folder's name. */
function nameIn(files: Cookbook['files']): string | undefined {
  const textOf = (path: string): string => decodeText(files.get(path)?.content ?? new Uint8Array()) ?? '';
  const ruby = /^\s*name[\s(]+(['"])([^'"]+)\1/m.exec(textOf('metadata.rb'));
  const json = /"name"\s*:\s*"([^"]+)"/.exec(textOf('metadata.json'));
  return ruby?.[2] ?? json?.[1];
}

function itemProblems(item: string, cookbooks: readonly Cookbook[], files: readonly LayerFile[]): Problem[] {
  const [, kind = 'recipe', bare = ''] = /^(?:(recipe|role)\[)?([^\]@]+)/.exec(item) ?? [];
  if (kind === 'role') {
    const there = files.some(({ path }) =>
      new RegExp(`^repo/roles/(?:.+/)?${escaped(bare)}\\.(rb|json)$`).test(path),
    );
    return there
      ? []
      : [{ message: `The run list has ${item}, but there is no roles/${bare}.rb or roles/${bare}.json.` }];
  }
  const [name = '', recipe = 'default'] = bare.split('::');
  const cookbook = cookbooks.find((one) => one.name === name);
  if (cookbook === undefined) {
    const known = cookbooks.map((one) => one.name).sort();
    return [
      {
        message: `The run list has ${item}, but there is no cookbook "${name}". There are: ${known.join(', ')}.`,
      },
    ];
  }
  const isRecipe = new RegExp(`^recipes/${escaped(recipe)}\\.(rb|ya?ml|json)$`);
  const paths = [...cookbook.files.keys()];
  const there = paths.some((path) => isRecipe.test(path) || (recipe === 'default' && path === 'recipe.rb'));
  return there
    ? []
    : [{ message: `The run list has ${item}, but the cookbook "${name}" has no recipes/${recipe}.rb.` }];
}

function escaped(text: string): string {
  return text.replaceAll('.', '\\.');
}

function readAttributes(layer: Layer, file: LayerFile): { hasRunList: boolean } | Problem {
  const wrong = (what: string): Problem => ({ message: `${fileName(layer, file)}: ${what}` });
  const text = decodeText(file.content);
  if (text === undefined) return wrong('This is not UTF-8 text, which JSON has to be.');
  try {
    const read = JSON.parse(text) as unknown;
    if (typeof read !== 'object' || read === null || Array.isArray(read)) {
      return wrong('Node attributes are a JSON object: { "name": … }.');
    }
    return { hasRunList: 'run_list' in read };
  } catch (error) {
    return wrong(`The JSON is not right: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
