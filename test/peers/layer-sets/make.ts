/** Makes up layers, and what is asked for with them. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { filesLayer, type Placement } from '../../../src/layers/files/placement.js';
import type { Layer, LayerFile, LayerKind, OperatingSystem } from '../../../src/layers/layer.js';
import { loadLayers } from '../../../src/layers/load.js';
import { LayerFailure } from '../../../src/layers/problem.js';
import { KIND_NAMES, KINDS } from '../../../src/layers/table.js';
import type { UserDataInput } from '../../../src/user-data/render.js';
import { HOSTILE } from '../../user-data/values.js';
import type { Random } from './random.js';

const MOST_BYTES = 60_000;

/** Pieces of scripts that have ended here-documents, strings, blocks and parts of messages, or look as if. */
const PIECES = [
  '',
  'echo hello',
  'exit 0',
  '# a comment, as long as they are in scripts that people write',
  'systemctl enable --now nginx || exit 1',
  'Write-Output "$env:PATH" | Out-Null',
  'key: value',
  "it's",
  '"',
  '`',
  '$(',
  '${',
  'cat <<EOF',
  'EOF',
  'BASE64',
  'END-01234567',
  "@'",
  "'@",
  '@"',
  '</powershell>',
  '<persist>true</persist>',
  '--ami-launch-0123456789abcdef',
  'From: nobody',
  '.',
  'https://staged.invalid/ami-launch',
  'é ß 日本語 🦊 ‘typographic’ \u2028 \u0085',
  '\ttab and blanks  ',
  '=3D=\u00a0=',
  'Content-Transfer-Encoding: base64',
  'x'.repeat(300),
] as const;

/** In two, so that nobody takes it for one. */
const CREDENTIAL = ['-----BEGIN RSA PRIVATE', `KEY-----\n${'A'.repeat(64)}\n`].join(' ');

const TAGS = [
  '{{v1}}',
  '"{{v2}}"',
  "'{{v3}}'",
  'X={{v4}}',
  '{{ v5 }}',
  '"{{secret}}"',
  '{{nobody}}',
  '{{',
  '{{=<% %>=}}',
];

const NAMES = [
  '</powershell>',
  'a.sh',
  'web/setup',
  "it's.x",
  'with blank',
  'é 🦊',
  '-n',
  '$(id)',
  '"q"',
  '%41',
  'a/../b',
];

/** Lines up to about a size, of this sign or that between them, with or without an end. */
export function makeText(random: Random, size: number, tags: number): string {
  const end = random.happens(0.1) ? '\r\n' : '\n';
  let text = random.happens(0.02) ? '\uFEFF' : '';
  while (text.length < size) {
    text += random.happens(tags) ? `${random.one(TAGS)}${end}` : `${random.one(PIECES)}${end}`;
  }
  if (random.happens(0.03)) text += CREDENTIAL;
  const cut = random.happens(0.5) ? text : text.slice(0, size);
  return random.happens(0.03) ? `${cut}\0\x1b` : cut;
}

/** Bytes that are mostly text. */
function makeContent(random: Random, kind?: LayerKind): Uint8Array {
  const size = random.size(random.happens(0.1) ? MOST_BYTES : 1_000);
  if (random.happens(0.06)) return Uint8Array.from({ length: size }, () => random.below(256));
  if (kind === 'cloud-config') return Buffer.from(makeYaml(random, size));
  const text = makeText(random, size, random.happens(0.5) ? 0 : 0.05);
  return Buffer.from(text, random.happens(0.02) ? 'utf16le' : 'utf8');
}

function makeYaml(random: Random, size: number): string {
  let text = random.happens(0.5) ? '#cloud-config\n' : '';
  for (let key = 0; text.length < size; key++) {
    const value = random.happens(0.1) ? random.one(TAGS) : JSON.stringify(random.one(PIECES));
    text += random.happens(0.1) ? `runcmd:\n  - echo ${key}\n` : `key${key}: ${value}\n`;
  }
  return text;
}

function makeFiles(random: Random, under = ''): LayerFile[] {
  const count = random.happens(0.03) ? 110 : random.below(6);
  return Array.from({ length: count }, (_, index) => ({
    path: `${under}${random.one(['', 'conf/', "it's/", 'é/a b/'])}${index}.${random.one(['conf', 'sh', '🦊', '$(x)'])}`,
    content: random.happens(0.1) ? new Uint8Array() : makeContent(random),
    executable: random.happens(0.2),
  }));
}

/** As `files` comes of the workspace. */
function makeFilesLayer(random: Random, os: OperatingSystem): Layer {
  const root = os === 'linux' ? '/srv/' : 'C:\\';
  const files = makeFiles(random, 'site/');
  const alone = { path: 'alone', content: makeContent(random), executable: false };
  const owned = os === 'linux' ? { mode: '0640', owner: 'app:app' } : { mode: undefined, owner: undefined };
  const placements: Placement[] = [
    { local: 'alone', to: `${root}it's`, isFolder: false, ...owned },
    ...(files.length > 0 ? [{ local: 'site', to: `${root}é $(x)`, isFolder: true, ...owned }] : []),
  ];
  return filesLayer(placements, [alone, ...files]);
}

/** Layers of kinds that gather what of them travels, as they came of folders that have what such tools look for. */
export type Gathered = ReadonlyMap<LayerKind, readonly Layer[]>;

const SOURCES: Readonly<Record<string, string>> = {
  'site.pp': 'notify { "hello": }\n',
  'playbook.yml': '- hosts: localhost\n  tasks: []\n',
  'web.rb': 'file "/a"\n',
  'web.ps1': 'Configuration Web { }\n',
  'web.dsc.yaml': 'resources: []\n',
  'folder/cookbooks/web/recipes/default.rb': 'file "/a"\n',
  'folder/cookbooks/web/metadata.rb': 'name "web"\n',
  'folder/recipes/default.rb': 'file "/a"\n',
  'folder/metadata.rb': 'name "web"\n',
  'folder/manifests/site.pp': 'notify { "hello": }\n',
  'folder/site.yml': '- hosts: localhost\n  tasks: []\n',
  'folder/playbook.yml': '- hosts: localhost\n  tasks: []\n',
  'folder/files/é': '\0',
};

/** What kinds want to be told. */
const OPTIONS: Readonly<Partial<Record<LayerKind, string>>> = {
  chef: ' run-list=recipe[web]',
  dsc: ' configuration=Web',
};

/** What all kinds make of some sources in a workspace; those that refuse all of them have none. */
export async function gatherSome(): Promise<Gathered> {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'layer-sets-')));
  try {
    for (const [name, content] of Object.entries(SOURCES)) {
      mkdirSync(dirname(join(workspace, name)), { recursive: true });
      writeFileSync(join(workspace, name), content);
      if (name.includes('files')) chmodSync(join(workspace, name), 0o755);
    }
    const paths = [
      ...Object.keys(SOURCES).filter((name) => !name.includes('/')),
      'folder',
      'folder/cookbooks/web',
    ];
    const entries = await Promise.all(
      KIND_NAMES.filter((kind) => KINDS[kind].gather !== undefined).map(
        async (kind) =>
          [
            kind,
            (await Promise.all(paths.map((path) => load(`${kind}:${path}${OPTIONS[kind] ?? ''}`)))).flat(),
          ] as const,
      ),
    );
    return new Map(entries);

    async function load(line: string): Promise<Layer[]> {
      try {
        return await loadLayers([line], { workspace });
      } catch (thrown) {
        if (thrown instanceof LayerFailure) return [];
        throw thrown;
      }
    }
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

async function makeLayer(
  random: Random,
  os: OperatingSystem,
  gathered: Gathered,
): Promise<Layer | undefined> {
  const all = Object.values(KINDS);
  const kind = random.one(random.happens(0.95) ? all.filter(({ runsOn }) => runsOn.includes(os)) : all);
  if (kind.hasOwnInput) return makeFilesLayer(random, os);
  if (kind.gather !== undefined) {
    const some = gathered.get(kind.kind) ?? [];
    return some.length === 0 ? undefined : random.one(some);
  }
  const content = makeContent(random, kind.kind);
  const isFolder = kind.kind !== 'cloud-config' && random.happens(0.25);
  const layer = {
    kind: kind.kind,
    name: random.one(NAMES),
    content,
    ...(isFolder && { files: makeFiles(random) }),
  };
  // What is refused when it is read never comes to be rendered.
  return (await kind.check(layer)).length > 0 ? undefined : layer;
}

export async function makeInput(random: Random, gathered: Gathered): Promise<UserDataInput> {
  const os = random.one(['linux', 'windows'] as const);
  const made = await Promise.all(
    Array.from({ length: random.below(5) }, () => makeLayer(random, os, gathered)),
  );
  const variables = Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`v${number}`, random.one(HOSTILE)]));
  return {
    os,
    layers: made.filter((layer) => layer !== undefined),
    variables: { ...variables, secret: 'ssm:/web/secret' },
    signal: Array.from({ length: 32 }, () => random.below(16).toString(16)).join(''),
    ttlMinutes: random.happens(0.5) ? 5 + random.below(10_000) : undefined,
    allowSecrets: random.happens(0.9),
    ...(random.happens(0.3) && { persist: true }),
    ...(random.happens(0.3) && { build: { deadlineSeconds: 60 + random.below(10_000) }, persist: false }),
    ...(random.happens(0.5) && { stagingBucket: 'octo-staging' }),
  };
}
