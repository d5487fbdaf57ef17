/** Layers of the kit on machines of every distribution, where all programs that would change them are fakes that note it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadLayers } from '../../../src/layers/load.js';
import { fillLayer } from '../../../src/user-data/fill.js';
import { runCommand } from '../command.js';

/** A distribution: what its os-release says, and the package managers that it has. */
const DISTRIBUTIONS = {
  al2: ['ID=amzn VERSION_ID=2', 'yum rpm amazon-linux-extras curl'],
  al2023: ['ID=amzn VERSION_ID=2023', 'dnf yum rpm curl'],
  'debian-12': ['ID=debian VERSION_ID=12', 'apt-get dpkg curl'],
  'ubuntu-24.04': ['ID=ubuntu VERSION_ID=24.04', 'apt-get dpkg curl snap'],
  'ubuntu-24.04-minimal': ['ID=ubuntu VERSION_ID=24.04', 'apt-get dpkg'],
  'rhel-9': ['ID=rhel VERSION_ID=9.6', 'dnf yum rpm curl'],
  'rocky-9': ['ID=rocky VERSION_ID=9.6', 'dnf yum rpm curl'],
  'sles-15': ['ID=sles VERSION_ID=15.7', 'zypper rpm curl'],
  gentoo: ['ID=gentoo VERSION_ID=2', 'curl'],
} as const;

const EVERYWHERE = ['chown', 'id', 'ruby', 'systemctl', 'systemd-run', 'uname', 'useradd'];

export interface MadeUpRun {
  readonly layer: string;
  readonly on: keyof typeof DISTRIBUTIONS;
  readonly machine?: 'x86_64' | 'aarch64';
  readonly variables?: Readonly<Record<string, string>>;
  /** What an earlier layer has put there: empty files. */
  readonly has?: readonly string[];
  /** By their last name; what isn't here has some bytes. */
  readonly downloads?: Readonly<Record<string, string | Uint8Array>>;
}

/** What a layer changes at its first run and at its second; a failure is told in a last line, and the end. */
export async function runTwice({
  layer: name,
  on,
  machine = 'x86_64',
  variables = {},
  has = [],
  downloads = {},
}: MadeUpRun) {
  const [release, programs] = DISTRIBUTIONS[on];
  const [layer] = await loadLayers([`workflows/layers/${name}`], { workspace: '.' });
  if (layer === undefined) throw new Error(`There is no layer ${name}.`);
  const filled = await fillLayer(layer, new Map(Object.entries(variables)));
  const given = Object.fromEntries((filled.layer.environment ?? []).map((one) => [one.variable, one.value]));
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-layer-'));
  try {
    mkdirSync(path.join(folder, 'files'));
    const files = {
      layer: filled.layer.content,
      'os-release': `${release.replace(' ', '\n')}\n`,
      machine: `${machine}\n`,
      has: has.map((file) => `${file}\n`).join(''),
      programs: [...EVERYWHERE, ...programs.split(' '), ''].join('\n'),
      ...(programs.includes('snap') && { snap: '' }),
      ...Object.fromEntries(Object.entries(downloads).map(([file, content]) => [`files/${file}`, content])),
    };
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, file), content);
    const { stdout, stderr } = await runCommand(
      'test/peers/overlay.sh',
      ['20', 'test/peers/layers/twice.sh', folder],
      { env: given },
    );
    const [first = [], second] = stdout.split('--\n').map((calls) => calls.split('\n').filter(Boolean));
    return { first, second, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
