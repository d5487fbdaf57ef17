import { isAwsFailure } from '../../aws/errors.js';
import type { ReadContext } from '../../context.js';
import { Failure } from '../../failure.js';
import { findSignal, readConsole, tail } from '../console.js';
import { eachOpen, type Watch } from './look-for.js';

/** Consoles are read one call an instance: so many at each look, that many instances cost no more than few. */
const AT_ONCE = 5;

/** The instance's own signal: all layers ended well. A failed layer ends the wait at once. */
export const userData: Watch = (_condition, { roster, signal }) => {
  let latest = roster.nitro;
  const check = async (id: string, context: ReadContext): Promise<readonly string[]> => {
    const asked = latest;
    let text: string;
    try {
      text = await readConsole(id, asked, context);
    } catch (thrown) {
      if (isAwsFailure(thrown, 'not-yet')) return [];
      if (!isAwsFailure(thrown) || thrown.code !== 'UnsupportedOperation' || !asked) throw thrown;
      latest = false; // Not a Nitro machine after all: its console comes late, but it comes.
      return [];
    }
    const found = findSignal(text, signal);
    if (found?.kind === 'failed') throw layerFailed(id, found.layer, found.exitCode, text);
    return found === undefined ? [] : [id];
  };
  return {
    schedule: roster.nitro ? { first: 0, every: 500, most: 2_000 } : { first: 0, every: 5_000, most: 15_000 },
    advice: roster.nitro
      ? 'A layer is still running or hangs, or the image has no cloud-init or EC2Launch: look at its console. Allow more time with `ready-timeout`.'
      : 'Instance types that are not Nitro show their console minutes late: prefer a Nitro type.',
    look: eachOpen(
      roster.ids,
      AT_ONCE,
      async (ids, context) => (await Promise.all(ids.map((id) => check(id, context)))).flat(),
      'no signal yet',
    ),
  };
};

function layerFailed(id: string, layer: string, exitCode: number, text: string): Failure {
  return new Failure('layer-failed', `The layer ${layer} failed on ${id} with exit code ${exitCode}.`, {
    advice: 'Its output is at the end of the console. `keep-failed: true` keeps the instance for a look.',
    evidence: tail(text),
  });
}
