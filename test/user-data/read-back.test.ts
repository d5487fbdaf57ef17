import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KINDS } from '../../src/layers/table.js';
import { configText, layerSets, layersIn, render } from './layer-sets.js';

interface Part {
  readonly type: string;
  readonly text: string;
}

/** Reads a message as RFC 2046 has it, with nothing of the library that wrote it. */
function partsOf(bytes: Uint8Array): Part[] {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const message = (packed ? gunzipSync(bytes) : Buffer.from(bytes)).toString('latin1');
  const boundary = /boundary="?([^"\n]+)"?/.exec(message)?.[1] ?? '';
  const [, ...parts] = message.slice(0, message.lastIndexOf(`\n--${boundary}--`)).split(`\n--${boundary}\n`);
  return parts.map((part) => {
    const end = part.indexOf('\n\n');
    const head = part.slice(0, end).replaceAll(/\n\s+/g, ' ');
    const header = (name: string) => new RegExp(`^${name}: *([^;\n]*)`, 'im').exec(head)?.[1] ?? '';
    const decoded = decode(part.slice(end + 2), header('Content-Transfer-Encoding').toLowerCase());
    return { type: header('Content-Type'), text: decoded.toString('utf8') };
  });
}

function decode(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  const text = body
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}

test('any layers are read back as they were, in user data that EC2 takes, or are refused', async () => {
  let rendered = 0;
  await fc.assert(
    fc.asyncProperty(layerSets, async (set) => {
      const outcome = await render(set);
      if ('refused' in outcome) {
        expect(['layers-unfit', 'user-data-too-big']).toContain(outcome.refused);
        return;
      }
      rendered++;
      expect(outcome.bytes.length).toBeLessThanOrEqual(16_384);
      const parts = partsOf(outcome.bytes);
      const configs = set.layers.filter(({ kind }) => kind === 'cloud-config');
      const scripts = set.layers.filter(({ kind }) => KINDS[kind].onLinux);
      expect(parts.filter(({ type }) => /cloud-config|jinja2/.test(type)).map(({ text }) => text)).toEqual(
        configs.map(configText),
      );
      expect(parts.filter(({ type }) => type === 'text/cloud-boothook')).toHaveLength(
        set.ttlMinutes === undefined ? 0 : 1,
      );
      expect(layersIn(parts.at(-1)?.text ?? '')).toEqual(
        scripts.map(({ name, content }) => ({ name, content: Buffer.from(content) })),
      );
    }),
    { numRuns: 60 },
  );
  expect(rendered).toBeGreaterThan(30);
});
