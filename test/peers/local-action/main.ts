/** What local-action calls instead of dist/main.js: it wants a function of this name, from sources. */
import { main } from '../../../src/main.js';
import { realWorld } from '../../../src/world.js';

export async function run(): Promise<void> {
  await main(realWorld());
}
