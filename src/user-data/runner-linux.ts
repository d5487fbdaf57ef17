import { CLEAN, POWER_OFF } from './clean-linux.js';
import { CLOUD_CONFIG_CHECK } from './cloud-config-check.js';
import type { ReadyLayer } from './fill.js';
import { quoteForShell } from './quote/shell/hole.js';
import { persistent } from './persist-linux.js';
import { FETCH_SECRET } from './secrets/fetch-linux.js';
import type { Secret } from './secrets/reference.js';
import { FETCH_STAGED } from './fetch-staged-linux.js';
import { type Build, STAGING, URL_MARK } from './system.js';
import { HERE, writeFile } from './write-linux.js';

/**
 * What the runner's part is called. cloud-init runs user scripts sorted by name, and what `runcmd` came to is one of them
 * under the name "runcmd" (22.4: `config/cc_runcmd.py`, `subp.runparts`): this has to come after it.
 */
export const RUNNER_NAME = 'zz-ami-launch';

/** A layer, and the commands that write the files beside its script: see `writeFolder`. */
export interface PackedLayer extends ReadyLayer {
  readonly folder?: string;
}

export interface LinuxRun {
  /** The layers that the runner itself runs, in order, filled in. */
  readonly scripts: readonly PackedLayer[];
  /** The names of the layers that cloud-init has dealt with before. */
  readonly cloudConfigs: readonly string[];
  /** 32 hex digits. */
  readonly signal: string;
  /** Only of a builder: it cleans itself after its layers, and powers itself off in any case. */
  readonly build?: Build | undefined;
  /** The runner runs again at each later boot. */
  readonly persist?: boolean;
}

/** A runner, and what each of its layers takes of it, in bytes. */
export interface LinuxRunner {
  readonly text: string;
  readonly shares: readonly { readonly layer: string; readonly bytes: number }[];
}

/**
 * The one script that runs all layers of a Linux machine that cloud-init doesn't deal with itself, stops at the first that
 * fails, and writes the signal to the console. POSIX sh.
 */
export function linuxRunner({ scripts, cloudConfigs, signal, build, persist }: LinuxRun): LinuxRunner {
  const runs = scripts.map((layer, index) => ({ layer: layer.name, text: runLayer(layer, index) }));
  const check = cloudConfigs.length === 0 ? '' : checkCloudConfig(cloudConfigs);
  const secrets = scripts.some((layer) => layer.secrets?.length) ? fetchSecrets() : '';
  const python = check + secrets === '' ? '' : FIND_PYTHON;
  const { functions, end } = build === undefined ? (persist ? PERSISTS : STAYS) : BUILDS;
  const start = startOf({ signal, build }, RUN + functions);
  const text = `${start}${python}${check}${secrets}${runs.map((run) => run.text).join('')}${end}`;
  return { text, shares: runs.map((run) => ({ layer: run.layer, bytes: Buffer.byteLength(run.text) })) };
}

/**
 * The script that fetches a staged runner (packed, with that SHA-256 in hex) and runs it; when it can't, it signals that.
 */
export function fetchingRunner(run: Pick<LinuxRun, 'signal' | 'build'>, digest: string): string {
  return `${startOf(run, run.build === undefined ? '' : POWER_OFF)}${FIND_PYTHON}
cat >"$folder/fetch" <<'FETCH' || fail ${STAGING} 1
${FETCH_STAGED}FETCH
find_python || {
  say 'found no Python, which fetches the layers'
  fail ${STAGING} 1
}
say 'fetching the layers'
STAGED='${URL_MARK}' "$python" "$folder/fetch" ${digest} "$folder/runner" || fail ${STAGING} 1
/bin/sh "$folder/runner"
code=$?
rm -rf "$folder"
exit "$code"
`;
}

function startOf({ signal, build }: Pick<LinuxRun, 'signal' | 'build'>, functions: string): string {
  return HEAD.replace('SIGNAL', signal)
    .replace('FAILED', build === undefined ? 'exit 1' : 'power_off')
    .replace('FUNCTIONS', () => functions);
}

const HEAD = `#!/bin/sh
# Written by ami-launch: runs the layers in order and tells the console how they ended.
exec </dev/null
console=/dev/console

say() {
  printf 'ami-launch: %s\\n' "$1"
}

# What is told is on a line of its own: kernel messages share the console.
tell() {
  told="ami-launch-signal: SIGNAL $1"
  { printf '\\n%s\\n' "$told" >"$console"; } 2>/dev/null || printf '\\n%s\\n' "$told"
}

# fail LAYER CODE
fail() {
  say "$1 failed with exit code $2"
  tell "failed $1 exit $2"
  [ -z "$folder" ] || rm -rf "$folder"
  FAILED
}
FUNCTIONS
# Files on /tmp may be forbidden to run; where cloud-init keeps its own scripts they aren't.
folder=$(mktemp -d /var/lib/cloud/ami-launch.XXXXXX 2>/dev/null || mktemp -d) || fail runner 1
`;

const RUN = `
# One that ends all processes of its group must not end this one.
session=
if setsid -w true; then session='setsid -w'; fi 2>/dev/null

# run LAYER FILE [FOLDER]: without a "#!" line, the file is for /bin/sh.
run() {
  say "running $1"
  chmod 0700 "$2" || fail "$1" 1
  first=
  IFS= read -r first <"$2"
  case $first in
    '#!'*) (cd "\${3:-.}" && exec $session "$2") ;;
    *) (cd "\${3:-.}" && exec $session /bin/sh "$2") ;;
  esac
  code=$?
  [ "$code" -eq 0 ] || fail "$1" "$code"
}
`;

/** How a runner of a machine that is here to stay ends. */
const STAYS = { functions: '', end: '\nrm -rf "$folder"\ntell ok\n' };

/** How it ends where it is to run again. */
const PERSISTS = { functions: persistent(RUNNER_NAME), end: `\npersist || fail runner 1${STAYS.end}` };

/** How a builder's runner ends: in one function, since cleaning takes away the very file that the shell reads. */
const BUILDS = {
  functions: `${CLEAN}${POWER_OFF}
finish() {
  clean || fail clean 1
  rm -rf "$folder"
  tell ok
  power_off
}
`,
  end: '\nfinish\n',
};

/** A file for each layer: what an earlier one left running may still read its own. With other files it has a folder. */
function runLayer(layer: PackedLayer, index: number): string {
  const { name, content, folder, environment = [], secrets = [] } = layer;
  const own = `"$folder/layer-${index + 1}"`;
  const beside = folder === undefined ? '' : `${HERE}=${own}\n${folder}`;
  const [file, where] = folder === undefined ? [own, ''] : [`"$${HERE}/setup.sh"`, ` "$${HERE}"`];
  const fetch = secrets.map((secret) => fetchSecret(secret, name)).join('');
  const given = environment
    .map(({ variable, value }) => `export ${variable}=${quoteForShell(value)}\n`)
    .join('');
  const forget = [...environment, ...secrets].map(({ variable }) => `unset ${variable}\n`).join('');
  return `\n${given}${fetch}${beside}${writeFile(content, file)}run ${quoteForShell(name)} ${file}${where}\n${forget}`;
}

function fetchSecret({ variable, reference }: Secret, layer: string): string {
  const { service, id, key } = reference;
  const words = [id, ...(key === undefined ? [] : [key])].map(quoteForShell);
  return `secret ${quoteForShell(layer)} ${variable} ${service} ${words.join(' ')}\n`;
}

const FIND_PYTHON = `
# cloud-init brings its Python, by one name or another.
find_python() {
  own=$(sed -n '1s/^#! *\\([^ ]*\\).*/\\1/p' "$(command -v cloud-init)" 2>/dev/null)
  for python in "$own" python3 /usr/libexec/platform-python python2; do
    "$python" -c 'import json' 2>/dev/null && return
  done
  return 1
}
`;

function fetchSecrets(): string {
  return `
cat >"$folder/fetch" <<'FETCH' || fail runner 1
${FETCH_SECRET}FETCH

# secret LAYER VARIABLE SERVICE ID [KEY]: puts a secret where the next layer reads it.
secret() {
  layer=$1 variable=$2
  shift 2
  find_python || {
    say 'found no Python, which fetches secrets'
    fail "$layer" 1
  }
  # The dot keeps the line ends that a value ends with.
  value=$("$python" "$folder/fetch" "$@" && echo .) || fail "$layer" "$?"
  export "$variable=\${value%.}"
  value=
}
`;
}

function checkCloudConfig(names: readonly string[]): string {
  const [first] = names;
  const name = names.length === 1 && first !== undefined ? first : 'cloud-config';
  return `
# cloud-init goes on after errors: look whether it had any.
cat >"$folder/check" <<'CHECK' || fail runner 1
${CLOUD_CONFIG_CHECK}CHECK
if find_python; then
  "$python" "$folder/check" /run/cloud-init/status.json /var/log/cloud-init.log
  code=$?
  [ "$code" -eq 0 ] || fail ${quoteForShell(name)} "$code"
else
  say 'found no Python, so nobody looked whether cloud-config went well'
fi
`;
}
