/** Rendered user data for Windows, read back as the machine would: without PowerShell, by the form of its lines. */
import { gunzipSync } from 'node:zlib';

export interface WindowsLayer {
  readonly name: string;
  readonly content: Buffer;
  /** What is written beside it first, by path. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** A string in single quotes, or one in base64, as PowerShell takes them; typographic quotes count as quotes there. */
const QUOTED = String.raw`'(?:[^'‘’‚‛\n]|['‘’‚‛]{2})*'`;
const ENCODED = String.raw`\(\[Text\.Encoding\]::UTF8\.GetString\(\[Convert\]::FromBase64String\('([A-Za-z0-9+/=]*)'\)\)\)`;
const TEXT = `(?:${QUOTED}|${ENCODED.replace('([', '(?:[')})`;
const FILE = new RegExp(`^Add-File '(layer-\\d+)' (${TEXT}) '([A-Za-z0-9+/=]*)'$`);
const LAYER = new RegExp(`^Invoke-Layer (${TEXT}) '([A-Za-z0-9+/=]*)'(?: '(layer-\\d+)')?$`);

/** @param script the user data, or what is staged in its place, unpacked */
export function readWindows(script: string): WindowsLayer[] {
  const layers: WindowsLayer[] = [];
  let files = new Map<string, Buffer>();
  for (const line of script.split('\n')) {
    const [, , path, packed] = FILE.exec(line) ?? [];
    if (path !== undefined && packed !== undefined) files.set(textOf(path), unpacked(packed));
    const [, name, content] = LAYER.exec(line) ?? [];
    if (name === undefined || content === undefined) continue;
    layers.push({ name: textOf(name), content: unpacked(content), files });
    files = new Map();
  }
  return layers;
}

function textOf(expression: string): string {
  const [, encoded] = new RegExp(`^${ENCODED}$`).exec(expression) ?? [];
  if (encoded !== undefined) return Buffer.from(encoded, 'base64').toString();
  return expression.slice(1, -1).replace(/['‘’‚‛]{2}/g, (two) => two.charAt(0));
}

function unpacked(base64: string): Buffer {
  return gunzipSync(Buffer.from(base64, 'base64'));
}
