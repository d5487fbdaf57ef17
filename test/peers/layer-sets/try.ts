/**
 * Renders layer sets number FROM to TO of a seed: `tsx try.ts SEED FROM TO`. Writes how many ended how, as JSON; the first
 * that is not right ends it.
 */
import { checkSet } from './check.js';
import { gatherSome, makeInput } from './make.js';
import { makeRandom } from './random.js';

const [seed = '', from = '0', to = '1'] = process.argv.slice(2);
const gathered = await gatherSome();
const ends: Record<string, number> = {};
for (let number = Number(from); number < Number(to); number++) {
  const input = await makeInput(makeRandom(seed, number), gathered);
  try {
    const end = `${input.os} ${await checkSet(input)}`;
    ends[end] = (ends[end] ?? 0) + 1;
  } catch (thrown) {
    const what = input.layers.map(({ kind, name }) => `${kind} ${JSON.stringify(name)}`).join(', ');
    const why = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    process.stderr.write(
      `Set ${number} of the seed ${seed} (${input.os}: ${what}): ${why.slice(0, 3000)}\nTo see it again: npx tsx test/peers/layer-sets/try.ts ${seed} ${number} ${number + 1}\n`,
    );
    process.exit(1);
  }
}
const without = [...gathered].flatMap(([kind, layers]) => (layers.length > 0 ? [] : [kind]));
process.stdout.write(JSON.stringify({ ends, without }));
