import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Layer } from '../../src/layers/layer.js';
import { loadLayers } from '../../src/layers/load.js';
import { renderUserData } from '../../src/user-data/render.js';

const FOLDER = 'workflows/layers';
const NAMES = readdirSync(FOLDER);
const README = readFileSync('README.md', 'utf8');

/** What an app layer of a user's own may still take, in bytes. */
const ROOM = 4096;

describe.each(NAMES)('the layer %s of the kit', (name) => {
  const path = `${FOLDER}/${name}`;
  const text = readFileSync(path, 'utf8');
  const needed = namesIn(text, /\{\{(\w+)\}\}/g);
  const taken = [...needed, ...namesIn(text, /AMI_LAUNCH_([a-z]\w*)/g)];
  let layers: Layer[];
  beforeAll(async () => {
    layers = await loadLayers([path], { workspace: '.' });
  });

  test.each([
    ['an instance', {}],
    ['a builder', { build: { deadlineSeconds: 3600 } }],
  ])(
    'fits into the user data of %s beside another layer, and needs no variable but those it tells',
    async (_, more) => {
      const os = name.endsWith('.ps1') ? 'windows' : 'linux';
      const { bytes, encoding, limit, warnings } = await renderUserData({
        os,
        layers,
        variables: Object.fromEntries(needed.map((variable) => [variable, `ssm:/${variable}`])),
        signal: '0123456789abcdef0123456789abcdef',
        ttlMinutes: undefined,
        allowSecrets: false,
        ...more,
      });
      expect(encoding).toBe(os === 'windows' ? 'gzip' : 'plain');
      expect(bytes.length).toBeLessThan(limit - ROOM);
      expect(warnings).toEqual([]);
    },
  );

  test('says at its top what it does, where it belongs, and its variables', () => {
    const [, comment = ''] = /^(?:#!\/bin\/sh\n|#cloud-config\n)?((?:# .+\n){2,5})/.exec(text) ?? [];
    expect(comment).toMatch(/\b(Bake|App)\b/);
    expect(comment).toMatch(taken.length === 0 ? /[Nn]o\s(# )?variables/ : /Variable/);
    for (const variable of taken) expect(comment).toContain(variable);
  });

  test('stands in the README with its variables', () => {
    const row = README.split('\n').find((line) => line.startsWith('|') && line.includes(`(${path})`)) ?? '';
    for (const variable of taken) expect(row).toContain(`\`${variable}\``);
    expect(row).toMatch(/\| (bake|app|bake or app) \|/);
  });
});

function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];
}
