const BOM = '\uFEFF';

/** Encodings that a byte order mark tells, by its bytes. Windows PowerShell 5.1 writes the first of them where it is told nothing. */
const TOLD = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/**
 * Bytes as text when they are UTF-8, or the UTF-16 that their byte order mark says they are (the mark is kept); `undefined`
 * when they aren't, or hold a NUL.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const told = TOLD.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte));
  try {
    const decoder = new TextDecoder(told?.encoding ?? 'utf-8', { fatal: true, ignoreBOM: true });
    const text = decoder.decode(bytes);
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

export function withoutBom(text: string): string {
  return hasBom(text) ? text.slice(BOM.length) : text;
}

/** The bytes with a UTF-8 byte order mark before them. */
export function withBom(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([encodeText(BOM), bytes]);
}

/** A script with a byte order mark where it needs one: Windows PowerShell 5.1 reads what lacks it in the machine's code page. */
export function forPowershell(content: Uint8Array): Uint8Array {
  const text = decodeText(content);
  const needsBom = text !== undefined && !hasBom(text) && /[^\0-\x7F]/.test(text);
  return needsBom ? withBom(content) : content;
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
