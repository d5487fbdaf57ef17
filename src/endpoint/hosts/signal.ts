import { gunzipSync } from 'node:zlib';
import type { Instance } from '../world/state.js';

const SIGNAL_TAG = 'ami-launch:signal';

/**
 * The line that ami-launch's user data would have written to the console at the end of its layers; nothing when
 * the user data isn't ami-launch's own for this instance, which the 32 hex digits of the tag show.
 */
export function signalLine({ userData, tags, outcome }: Instance): string | undefined {
  const signal = tags.get(SIGNAL_TAG);
  if (userData === undefined || signal === undefined || !/^[0-9a-f]{32}$/.test(signal)) return undefined;
  if (!plainUserData(userData).includes(signal)) return undefined;
  if (outcome.kind === 'ok') return `ami-launch-signal: ${signal} ok`;
  if (outcome.kind === 'layer-failed') {
    return `ami-launch-signal: ${signal} failed ${outcome.layer} exit ${outcome.exitCode}`;
  }
  return undefined;
}

/** User data as the machine reads it: cloud-init unpacks what begins like gzip. */
function plainUserData(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('latin1');
  try {
    return gunzipSync(bytes).toString('latin1');
  } catch {
    return ''; // a machine can't read it either
  }
}
