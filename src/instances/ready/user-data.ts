import { findSignal, tail } from '../console.js';
import { LayerFailed } from '../layer-failed.js';
import { watchConsoles } from './consoles.js';
import type { Watch } from './look-for.js';

/** The instance's own signal: all layers ended well. A failed layer ends the wait at once. */
export const userData: Watch = (_condition, { roster, signal }) =>
  watchConsoles(roster, {
    judge: (text, id) => {
      const found = findSignal(text, signal);
      if (found?.kind === 'failed') throw new LayerFailed(id, found, tail(text));
      return found !== undefined;
    },
    waiting: 'no signal yet',
    advice:
      'A layer is still running or hangs, or the image has no cloud-init or EC2Launch: look at its console. Allow more time with `ready-timeout`.',
  });
