/**
 * src/ to dist/, in two stages. esbuild first: it keeps only the AWS commands that src/aws/*.ts names, splits
 * what is loaded lazily and minifies every piece. Then ncc, which makes one self-contained ES module folder of
 * it. ncc alone would take all 800 EC2 commands and would not minify its chunks.
 *
 *   node .ci/build.mjs [--out FOLDER]
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import ncc from '@vercel/ncc';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } });
const out = path.resolve(values.out);
const stage = path.resolve('.build');

/**
 * @actions/core and @actions/github bring undici (415 kB, a quarter of a second of loading) only to go through a
 * proxy, which node's own fetch does by itself where NODE_USE_ENV_PROXY says so. Where it does not, this says so
 * instead of passing the proxy by.
 */
const withoutUndici = {
  name: 'without-undici',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'left-out' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: `export class ProxyAgent { constructor() { if (!process.env.NODE_USE_ENV_PROXY) throw new Error('There is a proxy in the environment, and node goes through it to GitHub only with NODE_USE_ENV_PROXY=1'); } }
export const fetch = (url, { dispatcher, ...options } = {}) => globalThis.fetch(url, options);
export class Agent extends ProxyAgent {}`,
    }));
  },
};

/**
 * The SDK's tables of shapes write their keys as `[_xN]:`, which a bundler must take for a side effect, so that
 * it keeps all 5,000 shapes of EC2. With the constant's value in its place, only the shapes in use stay.
 */
const withPlainKeys = {
  name: 'with-plain-keys',
  setup(esbuild) {
    esbuild.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      const constants = new Map(
        [...text.matchAll(/^const (_\w+) = (".*");$/gm)].map(([, name, value]) => [name, value]),
      );
      return {
        contents: text.replace(/\[(_\w+)\]:/g, (key, name) =>
          constants.has(name) ? `${constants.get(name)}:` : key,
        ),
      };
    });
  },
};

rmSync(stage, { recursive: true, force: true });
const result = await build({
  entryPoints: ['src/index.ts'],
  outdir: stage,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  conditions: ['module', 'import'],
  // The package offers node only its CommonJS build, which cannot be shaken and loses its names on the way through ncc.
  alias: { yaml: path.resolve('node_modules/yaml/browser/index.js') },
  minify: true,
  legalComments: 'none',
  metafile: true,
  banner: {
    js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);",
  },
  plugins: [withoutUndici, withPlainKeys],
  logLevel: 'warning',
});
writeFileSync(path.join(stage, 'package.json'), '{"type":"module"}\n');
writeFileSync(path.join(stage, 'meta.json'), JSON.stringify(result.metafile));

const { code, assets } = await ncc(path.join(stage, 'index.js'), {
  minify: true,
  cache: false,
  quiet: true,
  target: 'es2022',
});
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
writeFileSync(path.join(out, 'index.js'), code);
for (const [name, { source }] of Object.entries(assets)) {
  mkdirSync(path.dirname(path.join(out, name)), { recursive: true });
  writeFileSync(path.join(out, name), source);
}
writeFileSync(path.join(out, 'package.json'), '{"type":"module"}\n');
writeFileSync(path.join(out, 'main.js'), "import { runMain } from './index.js';\nawait runMain();\n");
writeFileSync(path.join(out, 'post.js'), "import { runPost } from './index.js';\nawait runPost();\n");
writeFileSync(path.join(out, 'licenses.txt'), licences(Object.keys(result.metafile.inputs)));

/** The licence of every package in the bundle; packages that share a text share its copy. */
function licences(inputs) {
  const folders = new Set(
    inputs.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
  const byText = new Map();
  for (const folder of [...folders].sort()) {
    const { name, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const text = licenceText(folder) ?? `${license}, without a copy of it in the package.`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} (${license})`]);
  }
  return [...byText].map(([text, names]) => `${names.join('\n')}\n${'-'.repeat(60)}\n${text}\n`).join('\n');
}

function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.md|\.txt)?$/i.test(name));
  return file === undefined ? undefined : readFileSync(path.join(folder, file), 'utf8').trim();
}
