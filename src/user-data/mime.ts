import { createHash } from 'node:crypto';
import MimeNode from 'nodemailer/lib/mime-node';

/** One part of a message for cloud-init. */
export interface MimePart {
  /** What cloud-init takes it for, such as `text/cloud-config`. */
  readonly type: string;
  /** The name that cloud-init files and reports it under. */
  readonly fileName: string;
  readonly text: string;
  /** More headers, without line ends. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A multipart/mixed message. The same parts give the same bytes: its boundary is made from them, and it has neither date
 * nor ID.
 */
export async function multipart(parts: readonly MimePart[]): Promise<Uint8Array> {
  // An object whose value is blank is how nodemailer is told to leave out a header that it would otherwise make up.
  const none = { value: ' ' };
  const message = new MimeNode(`multipart/mixed; boundary="${boundaryOf(parts)}"`, { newline: 'linux' });
  message.setHeader({ 'Message-ID': none, Date: ' ' });
  for (const { type, fileName, text, headers } of parts) {
    const { encoding, content } = encoded(text);
    const part = new Part(type);
    part.encoding = encoding;
    part.setHeader({
      'Content-Disposition': `attachment; filename="${fileName.replace(/["\\]/g, '_')}"`,
      ...headers,
    });
    message.appendChild(part.setContent(content));
  }
  return message.build();
}

/** nodemailer encodes by itself whatever it knows an encoding for, and for the sake of mail. */
class Part extends MimeNode {
  encoding = '7bit';

  override getTransferEncoding(): string {
    return this.encoding;
  }
}

/**
 * ASCII stays as it is, whatever the length of its lines: people read user data, and cloud-init minds none. Of other text no
 * line is broken either (RFC 2045 would have that for mail): one letter with an accent would cost 5 % of all that is packed.
 * Spelt so that nodemailer takes it for an encoding that it doesn't know; to those who read it, letters of either case are one.
 */
function encoded(text: string): { encoding: string; content: Buffer } {
  if (/^[\t\n\x20-\x7E]*$/.test(text)) return { encoding: '7bit', content: Buffer.from(text) };
  // Other line ends would not come through.
  if (/[^\t\n\x20-\x7E\x80-\uFFFF]/.test(text)) return { encoding: 'base64', content: Buffer.from(text) };
  return { encoding: 'Quoted-Printable', content: Buffer.from(text.replace(UNPRINTABLE, escaped)) };
}

/** What quoted-printable escapes; blanks only where a line ends with one. */
const UNPRINTABLE = /=|[^\t\n\x20-\x7E]|[\t ]$/gmu;

function escaped(sign: string): string {
  return [...Buffer.from(sign)]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

function boundaryOf(parts: readonly MimePart[]): string {
  let boundary = `ami-launch-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}`;
  while (parts.some(({ text }) => text.includes(boundary))) boundary += '-';
  return boundary;
}
