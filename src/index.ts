/** The root of the one bundle. `dist/main.js` and `dist/post.js` call these two. */
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
