import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext } from '../context.js';
import { plainText } from '../report/untrusted.js';

/** How a layer run ended, as the instance itself says on its console. */
export type Signal =
  { readonly kind: 'ok' } | { readonly kind: 'failed'; readonly layer: string; readonly exitCode: number };

/** Twice what EC2 keeps: whatever sends more is not EC2. */
const MOST_BYTES = 128 * 1024;

/**
 * The console's text so far, without terminal codes and carriage returns; EC2 keeps the last 64 KB.
 * `nitro`: only there EC2 shows the console as it is now; elsewhere as it was after the last change of state.
 */
export async function readConsole(
  id: string,
  nitro: boolean,
  { ec2 }: Pick<ReadContext, 'ec2'>,
): Promise<string> {
  const { Output } = await ec2('GetConsoleOutput', { InstanceId: id, ...(nitro ? { Latest: true } : {}) });
  return plainText(
    Buffer.from(Output ?? '', 'base64')
      .subarray(-MOST_BYTES)
      .toString('utf8'),
  );
}

/** The last signal line of this run in the text: a builder that can't be cleaned in the end takes its first one back. */
export function findSignal(text: string, signal: string): Signal | undefined {
  const lines = new RegExp(`ami-launch-signal: ${signal} (?:(ok)|failed (.*) exit (-?\\d+))[ \\t]*$`, 'gm');
  const line = [...text.matchAll(lines)].at(-1);
  if (line === undefined) return undefined;
  const [, ok, layer, code] = line;
  return ok === undefined ? { kind: 'failed', layer: layer ?? '', exitCode: Number(code) } : { kind: 'ok' };
}

/** The last lines that say something. */
export function tail(text: string, lines = 25): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines)
    .join('\n');
}

/** The end of the console to show beside a failure; nothing when it can't be had. Never throws. */
export async function consoleTail(
  id: string,
  nitro: boolean,
  context: ReadContext,
): Promise<string | undefined> {
  try {
    const text = tail(await readConsole(id, nitro, context));
    return text === '' ? undefined : text;
  } catch (thrown) {
    context.log.detail(`No console of ${id}: ${isAwsFailure(thrown) ? thrown.said : String(thrown)}`);
    return undefined;
  }
}
