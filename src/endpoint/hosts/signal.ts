import type { Instance } from '../world/state.js';
import type { ReadUserData } from './user-data.js';

const SIGNAL_TAG = 'ami-launch:signal';

/** User data that has this in it powers its machine off once its layers have ended, and leaves it as it was before its first boot. */
const POWERS_OFF = 'ami-launch-power-off';

export function powersOff({ text }: ReadUserData): boolean {
  return text.includes(POWERS_OFF);
}

/**
 * The line that ami-launch's user data writes to the console at the end of its layers; nothing when the user data isn't
 * ami-launch's own. Its 32 hex digits stand in the user data; where they stand otherwise than the line has them, the tag tells them.
 */
export function signalLine({ tags, outcome }: Instance, read: ReadUserData): string | undefined {
  const signal = digits(read, tags.get(SIGNAL_TAG));
  if (signal === undefined) return undefined;
  if (outcome.kind === 'ok') return `ami-launch-signal: ${signal} ok`;
  if (outcome.kind === 'layer-failed') {
    return `ami-launch-signal: ${signal} failed ${outcome.layer} exit ${outcome.exitCode}`;
  }
  return undefined;
}

function digits({ text, lacks }: ReadUserData, tag: string | undefined): string | undefined {
  if (lacks) return undefined;
  const own = /ami-launch-signal: ([0-9a-f]{32})(?![0-9a-f])/.exec(text)?.[1];
  if (own !== undefined) return own;
  return tag !== undefined && /^[0-9a-f]{32}$/.test(tag) && text.includes(tag) ? tag : undefined;
}
