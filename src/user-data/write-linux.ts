/** Commands of a POSIX shell that write files, byte by byte. They end the runner where that fails. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { LayerFile } from '../layers/layer.js';
import { decodeText } from '../layers/text.js';
import { archive } from './archive.js';
import { quoteForShell } from './quote/shell/hole.js';

/** The shell's variable that holds the folder of a layer. */
export const HERE = 'here';

/**
 * More texts than this go into the archive: each takes a process, and so many are too big for user data anyway, so that how
 * small they get no longer matters.
 */
const MOST_TEXTS = 100;

/**
 * Makes the folder that HERE names, with these files in it. Text is written as it is, so that it is packed together with all
 * else, which makes it 6 to 8 % smaller than in an archive of its own; the rest comes as one.
 */
export async function writeFolder(files: readonly LayerFile[]): Promise<string> {
  const texts =
    files.length > MOST_TEXTS ? [] : files.filter(({ content }) => plainText(content) !== undefined);
  const others = files.filter((file) => !texts.includes(file));
  const folders = new Set(texts.map(({ path }) => posix.dirname(path)).filter((folder) => folder !== '.'));
  const programs = texts.filter(({ executable }) => executable).map(({ path }) => inHere(path));
  return [
    `mkdir "$${HERE}" || fail runner 1\n`,
    ...(others.length === 0 ? [] : [await unpack(others)]),
    ...(folders.size === 0 ? [] : [`mkdir -p ${[...folders].map(inHere).join(' ')} || fail runner 1\n`]),
    ...texts.map(({ path, content }) => writeFile(content, inHere(path))),
    ...(programs.length === 0 ? [] : [`chmod +x ${programs.join(' ')}\n`]),
    // As from the archive, whatever the umask and the time: older than everything, which make and its like expect.
    `chmod -R u=rwX,go=rX "$${HERE}"\nfind "$${HERE}" -type f -exec touch -d @0 {} +\n`,
  ].join('');
}

function inHere(path: string): string {
  return `"$${HERE}"/${quoteForShell(path)}`;
}

async function unpack(files: readonly LayerFile[]): Promise<string> {
  const packed = base64(await archive(files));
  return `base64 -d <<'BASE64' | tar -xzf - -C "$${HERE}" || fail runner 1\n${packed}BASE64\n`;
}

/**
 * Commands that write exactly these bytes: as they are where a here-document keeps them, else as base64.
 *
 * @param file a word of the shell
 */
export function writeFile(content: Uint8Array, file: string): string {
  const text = plainText(content);
  if (text === undefined) return `base64 -d >${file} <<'BASE64' || fail runner 1\n${base64(content)}BASE64\n`;
  const end = endWord(text);
  const whole = text === '' || text.endsWith('\n');
  const [read, lines] = whole ? ['cat', text] : [`head -c ${content.length}`, `${text}\n`];
  return `${read} >${file} <<'${end}' || fail runner 1\n${lines}${end}\n`;
}

/** On one line: line ends would be in the way of who packs it. */
function base64(bytes: Uint8Array): string {
  return `${Buffer.from(bytes).toString('base64')}\n`;
}

/** Bytes as the printable lines that they are; undefined: they are something else. */
function plainText(bytes: Uint8Array): string | undefined {
  const text = decodeText(bytes);
  // Not so UTF-16.
  if (text === undefined || !Buffer.from(text).equals(bytes)) return undefined;
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  return /[\0-\x08\x0B-\x1F\x7F]/.test(text) ? undefined : text;
}

/** A word that no line of the text is, and that is the same for the same text. */
function endWord(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  const lines = new Set(text.split('\n'));
  let word = `END-${hash.slice(0, 8)}`;
  while (lines.has(word)) word += '-';
  return word;
}
