import { watchConsoles } from './consoles.js';
import type { Watch } from './look-for.js';

/** The instance's own signal: all layers ended well. A failed layer ends the wait at once. */
export const userData: Watch = (_condition, ready) =>
  watchConsoles(ready, {
    judge: ({ signal }) => signal !== undefined,
    waiting: 'no signal yet',
    advice:
      'A layer is still running or hangs, or the image has no cloud-init or EC2Launch: look at its console. Allow more time with `ready-timeout`.',
  });
