/** What has to be true of any rendering. */
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { readUserData } from '../../../src/endpoint/hosts/user-data.js';
import { LayerFailure } from '../../../src/layers/problem.js';
import { KINDS } from '../../../src/layers/table.js';
import { forPowershell } from '../../../src/layers/text.js';
import { undelivered } from '../../../src/user-data/deliver.js';
import { STAGED_LIMIT, type UserData, USER_DATA_LIMIT } from '../../../src/user-data/fit.js';
import { fillLayers, renderUserData, type UserDataInput } from '../../../src/user-data/render.js';
import type { ReadyLayer } from '../../../src/user-data/fill.js';
import { filesOf, rowsOf, runnerOf } from '../../user-data/windows.js';

/** How it ended: an encoding, or the kind of failure. */
export async function checkSet(input: UserDataInput): Promise<string> {
  const [once, again] = [await attempt(input), await attempt(input)];
  if (once instanceof LayerFailure || again instanceof LayerFailure) {
    assert.deepEqual(again, once);
    return refused(once as LayerFailure);
  }
  assert.deepEqual(again, once, 'the same input gives something else');
  fits(once, input);
  const { layers } = await fillLayers({ ...input, allowSecrets: true });
  if (input.os === 'windows') arrivesOnWindows(once, layers);
  else arrivesOnLinux(once, layers);
  return once.encoding;
}

async function attempt(input: UserDataInput): Promise<UserData | LayerFailure> {
  try {
    return await renderUserData(input);
  } catch (thrown) {
    if (thrown instanceof LayerFailure) return thrown;
    throw thrown;
  }
}

function refused({ id, problems, message }: LayerFailure): string {
  assert.match(id, /^(layers-unfit|secret-in-user-data|user-data-too-big)$/);
  assert.ok(problems.length > 0 && message !== '');
  return id;
}

function fits(
  { bytes, encoding, limit, staged, shares }: UserData,
  { stagingBucket, layers }: UserDataInput,
): void {
  assert.ok(bytes.length <= limit);
  assert.equal(limit, encoding === 'staged' ? STAGED_LIMIT : USER_DATA_LIMIT);
  assert.equal(staged?.bucket, encoding === 'staged' ? stagingBucket : undefined);
  assert.ok(undelivered({ bytes, staged } as UserData).length <= USER_DATA_LIMIT);
  assert.deepEqual(shares.map(({ layer }) => layer).sort(), layers.map(({ name }) => name).sort());
}

function arrivesOnWindows({ bytes, encoding }: UserData, layers: readonly ReadyLayer[]): void {
  const runner = encoding === 'staged' ? gunzipSync(bytes).toString() : runnerOf(bytes);
  const read = rowsOf(runner).map((row) => ({ name: row.Name, files: filesOf(row) }));
  const expected = layers.map((layer) => {
    const { content, files = [] } = KINDS[layer.kind].onWindows?.(layer) ?? layer;
    const script = { path: 'setup.ps1', content: forPowershell(content) };
    const all = [script, ...files].map((file) => [file.path, Buffer.from(file.content)]);
    return { name: layer.name, files: Object.fromEntries(all) as Record<string, Buffer> };
  });
  assert.deepEqual(read, expected);
}

/** What is text is to be found in what a machine reads; what isn't, as base64. */
function arrivesOnLinux({ bytes, encoding, staged }: UserData, layers: readonly ReadyLayer[]): void {
  const small = staged === undefined ? bytes : staged.small;
  const { text } = readUserData(Buffer.from(small).toString('base64'), false, () => undefined);
  const read = encoding === 'staged' ? text + gunzipSync(bytes).toString('latin1') : text;
  for (const layer of layers) {
    const script = KINDS[layer.kind].onLinux?.(layer);
    const { content, files = [] } = script ?? layer;
    // Other files may be in an archive.
    const pieces = files.length > 0 ? [content] : [content, ...files.map((file) => file.content)];
    for (const piece of pieces) assert.ok(isIn(read, piece), `${layer.name} does not arrive`);
  }
}

function isIn(read: string, piece: Uint8Array): boolean {
  const bytes = Buffer.from(piece);
  return read.includes(bytes.toString('latin1')) || read.includes(bytes.toString('base64'));
}
