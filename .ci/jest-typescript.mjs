/** TypeScript for jest, by the bundler that makes dist/: types are checked elsewhere. */
import { createHash } from 'node:crypto';
import { transform, transformSync, version } from 'esbuild';

const options = (file) => ({
  loader: 'ts',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  sourcefile: file,
});

export default {
  process: (text, file) => ({ code: transformSync(text, options(file)).code }),
  processAsync: async (text, file) => ({ code: (await transform(text, options(file))).code }),
  getCacheKey: (text, file) => createHash('sha256').update(`${version}\0${file}\0${text}`).digest('hex'),
};
