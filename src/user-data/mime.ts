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
    const part = new Part(type);
    part.setHeader({
      'Content-Disposition': `attachment; filename="${fileName.replace(/["\\]/g, '_')}"`,
      ...headers,
    });
    message.appendChild(part.setContent(Buffer.from(text)));
  }
  return message.build();
}

/**
 * nodemailer encodes text that has lines over 76 characters or other characters than ASCII, for the sake of mail. cloud-init
 * minds no long lines, and people read user data, so ASCII stays as it is.
 */
class Part extends MimeNode {
  override getTransferEncoding(): string | false {
    const text = Buffer.isBuffer(this.content) ? this.content.toString() : '';
    if (/^[\t\n\x20-\x7E]*$/.test(text)) return '7bit';
    // Quoted-printable keeps ASCII readable, but its line ends are those of mail.
    return /[^\t\n\x20-\x7E\x80-\uFFFF]/.test(text) ? 'base64' : 'quoted-printable';
  }
}

function boundaryOf(parts: readonly MimePart[]): string {
  let boundary = `ami-launch-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}`;
  while (parts.some(({ text }) => text.includes(boundary))) boundary += '-';
  return boundary;
}
