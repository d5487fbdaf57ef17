import { isAwsFailure } from '../../aws/errors.js';
import type { ReadContext } from '../../context.js';
import { readConsole } from '../console.js';

/** Reads an instance's console; nothing while there is none yet. */
export type ConsoleReader = (id: string, context: ReadContext) => Promise<string | undefined>;

/** Conditions that look side by side share what was asked for not longer ago than this. */
const FRESH_MS = 250;

/** The consoles of one wait, read once for all its conditions. */
export function consoleReader(nitro: boolean): ConsoleReader {
  const last = new Map<string, { readonly at: number; readonly text: Promise<string | undefined> }>();
  let latest = nitro;
  const read = async (id: string, context: ReadContext) => {
    const asked = latest;
    try {
      return await readConsole(id, asked, context);
    } catch (thrown) {
      if (isAwsFailure(thrown, 'not-yet')) return undefined;
      if (!isAwsFailure(thrown) || thrown.code !== 'UnsupportedOperation' || !asked) throw thrown;
      latest = false; // Not a Nitro machine after all: its console comes late, but it comes.
      return undefined;
    }
  };
  return (id, context) => {
    const now = context.clock.now();
    const known = last.get(id);
    // A clock that was set back says of nothing how old it is.
    if (known !== undefined && now >= known.at && now - known.at < FRESH_MS) return known.text;
    const text = read(id, context);
    last.set(id, { at: now, text });
    return text;
  };
}
