/**
 * User data as a machine reads it at boot.
 *
 * Source: cloud-init `user_data.py` (gzip is unpacked outside and inside; parts are decoded; `#include` and
 * `text/x-include-url` are fetched, and what they name is read like user data itself); EC2 user guide, "User data
 * scripts" for Windows, where nothing is unpacked.
 */
import { gunzipSync } from 'node:zlib';

/** Reads what a URL names, at the time of the boot; undefined where there is nothing, or nothing any longer. */
export type Fetch = (url: URL) => Buffer | undefined;

export interface ReadUserData {
  /** All text that the machine comes to see, one piece after another. */
  readonly text: string;
  /** Whether something that it was to fetch could not be had: then nothing behind it runs. */
  readonly lacks: boolean;
}

/** How deep one included file may include others: so that two that name each other end. */
const DEEPEST = 5;

/** `base64`: as EC2 keeps it. */
export function readUserData(base64: string, windows: boolean, fetch: Fetch): ReadUserData {
  const bytes = Buffer.from(base64, 'base64');
  return windows ? withStaged(bytes.toString('latin1'), fetch) : readLinux(bytes, fetch, 0);
}

function readLinux(bytes: Buffer, fetch: Fetch, depth: number): ReadUserData {
  const pieces = parts(unpacked(bytes)).map(({ type, text }): ReadUserData => {
    const urls = includes(type, text);
    const fetched = urls.map((url): ReadUserData => {
      const content = depth < DEEPEST ? fetch(url) : undefined;
      return content ? readLinux(content, fetch, depth + 1) : { text: '', lacks: true };
    });
    return joined([urls.length > 0 ? { text, lacks: false } : withStaged(text, fetch), ...fetched]);
  });
  return joined(pieces);
}

/** A script that names a presigned URL to read fetches it and runs what it finds. */
function withStaged(text: string, fetch: Fetch): ReadUserData {
  const urls = text.match(/https?:\/\/[^\s'"<>`]+/g) ?? [];
  const fetched = urls.flatMap((each): ReadUserData[] => {
    const url = parsed(each);
    if (!url || !readsPresigned(url)) return [];
    const content = fetch(url);
    return [
      content ? { text: unpacked(content).toString('latin1'), lacks: false } : { text: '', lacks: true },
    ];
  });
  return joined([{ text, lacks: false }, ...fetched]);
}

/** The SDK says in `x-id` what a URL is for; other clients do not, and then it is taken for reading. */
function readsPresigned({ searchParams }: URL): boolean {
  return searchParams.has('X-Amz-Signature') && (searchParams.get('x-id') ?? 'GetObject') === 'GetObject';
}

function joined(pieces: readonly ReadUserData[]): ReadUserData {
  return { text: pieces.map(({ text }) => text).join('\n'), lacks: pieces.some(({ lacks }) => lacks) };
}

/** What begins like gzip is unpacked. What can't be, the machine can't read either. */
function unpacked(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    return Buffer.alloc(0);
  }
}

function includes(type: string, text: string): URL[] {
  if (type !== 'text/x-include-url' && !/^#include(-once)?\s/.test(text)) return [];
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^#include(-once)?/, '').trim())
    .flatMap((line) => (line.startsWith('#') ? [] : (parsed(line) ?? [])));
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

interface Part {
  readonly type: string;
  readonly text: string;
}

/** The parts of a MIME message, decoded; anything else is one part without a type. */
function parts(bytes: Buffer): Part[] {
  const text = bytes.toString('latin1');
  const [head, body] = headAndBody(text);
  const boundary = /^content-type:\s*multipart\/[^]*?boundary="?([^"\r\n;]+)/im.exec(head)?.[1];
  if (boundary === undefined) return [{ type: '', text }];
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => decoded(part.replace(/^\r?\n/, '')));
}

function decoded(part: string): Part {
  const [head, body] = headAndBody(part);
  const type = /^content-type:\s*([^\s;]+)/im.exec(head)?.[1]?.toLowerCase() ?? '';
  const encoding = /^content-transfer-encoding:\s*(\S+)/im.exec(head)?.[1]?.toLowerCase();
  return { type, text: unpacked(plain(body, encoding)).toString('latin1') };
}

function plain(body: string, encoding: string | undefined): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  const text = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}

/** Headers end at the first empty line. */
function headAndBody(text: string): [string, string] {
  const end = /\r?\n\r?\n/.exec(text);
  return end ? [text.slice(0, end.index), text.slice(end.index + end[0].length)] : [text, ''];
}
