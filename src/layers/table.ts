import { ansible } from './kinds/ansible.js';
import { batch } from './kinds/batch.js';
import { chef } from './kinds/chef.js';
import { cloudConfig } from './kinds/cloud-config.js';
import { dsc } from './kinds/dsc.js';
import { files } from './kinds/files.js';
import type { KindOfLayer } from './kind.js';
import type { LayerKind } from './layer.js';
import { powershell } from './kinds/powershell.js';
import { puppet } from './kinds/puppet.js';
import { shell } from './kinds/shell.js';

/** All kinds of layers, one file each. */
export const KINDS: Readonly<Record<LayerKind, KindOfLayer>> = {
  shell,
  'cloud-config': cloudConfig,
  powershell,
  batch,
  puppet,
  ansible,
  chef,
  dsc,
  files,
};

/** Those that a line of `app` or `bake` can name. */
export const KIND_NAMES = Object.values(KINDS).flatMap(({ kind, hasOwnInput }) =>
  hasOwnInput ? [] : [kind],
);

/** The kind of a file: by the ending of its name, else by its first line; `undefined` when neither is known. */
export function kindOf(name: string, firstLine: string): KindOfLayer | undefined {
  const kinds = Object.values(KINDS);
  const lower = name.toLowerCase();
  return (
    kinds.find(({ extensions }) => extensions.some((extension) => lower.endsWith(extension))) ??
    kinds.find(({ startsLike }) => startsLike(firstLine))
  );
}

/** All endings that mean something, for messages: `.sh, .bash, …`. */
export function knownExtensions(): string {
  return Object.values(KINDS)
    .flatMap(({ extensions }) => extensions)
    .join(', ');
}
