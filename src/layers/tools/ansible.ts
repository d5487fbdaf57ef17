import { posix } from 'node:path';
import type { ReadyLayer } from '../../user-data/fill.js';
import { quoteForShell } from '../../user-data/quote/shell/hole.js';
import type { Script } from '../kind.js';
import type { LayerFile } from '../layer.js';
import { encodeText } from '../text.js';
import { INSTALL_FIRST, toolScript } from './linux.js';

/** Where the playbook lies on the machine, with what is beside it. */
export const PLAYBOOKS = 'playbook';

/** The playbook of a folder, where the layer names none. */
export const PLAYBOOK = 'site.yml';

/** Where Ansible is put that no package brings, or only in another version. */
const VENV = '/opt/ami-launch/ansible';

/**
 * Python that prints the variables as JSON, in the form by which Ansible hands its own "unsafe" strings around: none is taken
 * for a template, nor (as with YAML's `!unsafe` from 2.19 on) for a number or a boolean. Tried with 2.14 and 2.19 by
 * test/peers/tools.ts.
 */
const VARIABLES = `import json, os
given = {name.decode()[11:]: value.decode("utf-8") for name, value in os.environb.items() if name.startswith(b"AMI_LAUNCH_")}
print(json.dumps({name: {"__ansible_unsafe": value} for name, value in given.items()}))
`;

/** Files of requirements by where people keep them, and what installs them. */
const REQUIREMENTS = [
  ['requirements.yml', 'install'],
  ['roles/requirements.yml', 'role install'],
  ['collections/requirements.yml', 'collection install'],
] as const;

/** The playbook, relative to the folder that it runs in. */
export function playbookOf({
  name,
  content,
  options = {},
}: Pick<ReadyLayer, 'name' | 'content' | 'options'>): string {
  return content.length === 0 ? (options['playbook'] ?? PLAYBOOK) : posix.basename(name);
}

/**
 * Runs a playbook on the machine itself, by `ansible-playbook`, whose exit code it ends with: 2 a task failed, 4 the play's hosts were not
 * reached. Which plugins read the inventory is said, since a folder's ansible.cfg may allow only those of its usual one.
 */
export function ansibleOnLinux(layer: ReadyLayer): Script {
  const { content, files = [], options = {}, environment = [], secrets = [] } = layer;
  const playbook = playbookOf(layer);
  const own: LayerFile[] =
    content.length === 0 ? [] : [{ path: `${PLAYBOOKS}/${playbook}`, content, executable: false }];
  const groups = options['groups']?.split(',') ?? [];
  const inventory = ['localhost', ...groups.flatMap((group) => [`[${group}]`, 'localhost']), ''].join('\n');
  const hasVariables = environment.length + secrets.length > 0;
  const given = REQUIREMENTS.filter(([path]) => files.some((file) => file.path === `${PLAYBOOKS}/${path}`));
  const script = toolScript(
    INSTALL_FIRST,
    options['version'] === undefined ? ANY : pinned(options['version']),
    hasVariables ? GIVE_VARIABLES : '',
    `
cd ${PLAYBOOKS} || exit 1
export ANSIBLE_INVENTORY_ENABLED=host_list,ini ANSIBLE_NOCOWS=1
`,
    ...given.map(([path, install]) => `ansible-galaxy ${install} -r ${path} || exit\n`),
    `ansible-playbook -c local -i ../inventory${hasVariables ? ' -e @../variables.json' : ''} ${quoteForShell(`./${playbook}`)}\n`,
  );
  const beside: LayerFile[] = [
    ...own,
    { path: 'inventory', content: encodeText(inventory), executable: false },
    ...(hasVariables ? [{ path: 'variables.py', content: encodeText(VARIABLES), executable: false }] : []),
  ];
  return { content: script, files: [...files, ...beside] };
}

/** Whichever version there is, else the distribution's, else the newest that its Python can have. */
const ANY = `
PATH=$PATH:/usr/local/bin:${VENV}/bin
${inVenv('ansible-core')}
command -v ansible-playbook >/dev/null || install_first '' ansible-core ansible || install_in_venv ${VENV}
command -v ansible-playbook >/dev/null || give_up 'Ansible is not on this machine, and could not be installed: neither the packages ansible-core and ansible nor, by pip, ansible-core. Bake it in.'
`;

/** That version, beside any other. */
function pinned(version: string): string {
  const venv = `${VENV}-${version}`;
  return `
PATH=${venv}/bin:$PATH:/usr/local/bin
${inVenv(`ansible-core==${version}.*`)}
[ -x ${venv}/bin/ansible-playbook ] || install_in_venv ${venv}
[ -x ${venv}/bin/ansible-playbook ] || give_up 'ansible-core ${version} is not in ${venv}, and could not be installed there by pip. Bake it in.'
`;
}

/** Debian's Python lacks what makes environments, and has a package for it. */
function inVenv(requirement: string): string {
  return `
# install_in_venv FOLDER: by pip, in a Python environment of its own.
install_in_venv() {
  say 'installing ansible-core by pip'
  python3 -m venv --clear "$1" || { install_first '' python3-venv && python3 -m venv --clear "$1"; } || return
  "$1/bin/pip" install --quiet --disable-pip-version-check '${requirement}'
}`;
}

/** The Python that runs Ansible, where its first line tells; else the system's. */
const GIVE_VARIABLES = `
for python in "$(sed -n '1s/^#! *\\([^ ]*\\).*/\\1/p' "$(command -v ansible-playbook)")" python3 /usr/libexec/platform-python; do
  "$python" -c 'import os; os.environb' 2>/dev/null && break
done
# They may be secrets.
trap 'rm -f "$folder/variables.json"' EXIT
folder=$PWD
(umask 077 && "$python" variables.py >variables.json) || give_up 'The variables could not be written for Ansible.'
`;
