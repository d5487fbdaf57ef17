const BOM = '\uFEFF';

/** Bytes as text when they are UTF-8 (a byte order mark is kept); `undefined` when they aren't, or hold a NUL. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Text as UTF-8 bytes. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether the text starts with a byte order mark. */
export function hasBom(text: string): boolean {
  return text.startsWith(BOM);
}

/** The bytes with a UTF-8 byte order mark before them. */
export function withBom(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([encodeText(BOM), bytes]);
}

/** The first line, without its line feed; a carriage return before that stays on it. */
export function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

/** The number of the line that a place in the text is on, counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, Math.max(0, offset)).split('\n').length;
}
