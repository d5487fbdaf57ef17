/** What local-action calls instead of dist/post.js. */
import { post } from '../../../src/post.js';
import { realWorld } from '../../../src/world.js';

export async function run(): Promise<void> {
  await post(realWorld());
}
