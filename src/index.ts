/**
 * The root of the one bundle. `dist/main.js` and `dist/post.js` call the first two; tests that run it a thousand times give
 * the other two a world of their own.
 */
import { main } from './main.js';
import { post } from './post.js';
import { realWorld } from './world.js';

export async function runMain(): Promise<void> {
  const world = realWorld();
  await main(world);
  world.exit();
}

export async function runPost(): Promise<void> {
  const world = realWorld();
  await post(world);
  world.exit();
}

export { Cancelled } from './failure.js';
export { main, post };
