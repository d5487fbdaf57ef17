/** Reads an answer's body, within bounds: whatever stands between us and AWS may send anything, and never end. */

/**
 * The longest that AWS can send us is a DescribeImages by name or tag, which has no pages where none are asked for: an image
 * with 25 tags of usual length is some 5 KB of XML (2 KB, and 120 bytes a tag), so 2,000 of them are 10 MB. Pages of 500
 * instances, of up to 8 KB each, are 4 MB, a console is 64 KB. Reading takes thirty times as much memory for a moment.
 */
export const MOST_BYTES = 12 * 1024 * 1024;
/** From the answer's head to its end. */
export const MOST_MS = 60_000;

/** An answer that is none of AWS's. The SDK repeats nothing that ended so. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

type Body = AsyncIterable<Uint8Array>;

/**
 * The bytes of a body, in the SDK's place for that.
 *
 * @param stream a node stream: the SDK's types name those of browsers too
 */
export async function collectBody(stream: unknown): Promise<Uint8Array> {
  const late = AbortSignal.timeout(MOST_MS);
  const ended = new Promise<never>((_resolve, reject) => {
    late.addEventListener('abort', () =>
      reject(new UnreadableAnswer(`the answer did not end within ${MOST_MS / 1000} s`)),
    );
  });
  try {
    return await Promise.race([bytesOf(stream as Body), ended]);
  } catch (thrown) {
    (stream as { destroy?: () => void }).destroy?.();
    throw thrown;
  }
}

async function bytesOf(stream: Body): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    length += part.length;
    if (length > MOST_BYTES)
      throw new UnreadableAnswer(`the answer is longer than ${MOST_BYTES / 1024 / 1024} MiB`);
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}
