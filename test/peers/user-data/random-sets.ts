/**
 * Renders random sets of layers, one a line: `tsx random-sets.ts COUNT SEED`. Each line is JSON: the user data, and what has to
 * be read out of it; or why it was refused. Bytes are in base64.
 */
import fc from 'fast-check';
import { KINDS } from '../../../src/layers/table.js';
import { configText, layerSets, render } from '../../user-data/layer-sets.js';

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

const [count = 0, seed = 0] = process.argv.slice(2).map(Number);
for (const set of fc.sample(layerSets, { numRuns: count, seed })) {
  const outcome = await render(set);
  const configs = set.layers.filter(({ kind }) => kind === 'cloud-config');
  const scripts = set.layers.filter(({ kind }) => KINDS[kind].onLinux);
  const line =
    'refused' in outcome
      ? outcome
      : {
          bytes: base64(outcome.bytes),
          hooks: set.ttlMinutes === undefined ? 0 : 1,
          configs: configs.map((layer) => base64(configText(layer))),
          scripts: scripts.map(({ name, content }) => [name, base64(content)]),
        };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
