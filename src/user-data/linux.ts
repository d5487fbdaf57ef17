import { CLOUD_CONFIG_HEADER, isJinja } from '../layers/kinds/cloud-config.js';
import type { Layer } from '../layers/layer.js';
import { KINDS } from '../layers/table.js';
import { firstLine } from '../layers/text.js';
import type { ReadyLayer } from './fill.js';
import { multipart, type MimePart } from './mime.js';
import { gzip } from './gzip.js';
import { sha256 } from './hash.js';
import { fetchingRunner, linuxRunner, type PackedLayer, RUNNER_NAME } from './runner-linux.js';
import type { MachineTask, Rendering, Staging } from './system.js';
import { bootHook, deadlineHook } from './ttl/linux.js';
import { writeFolder } from './write-linux.js';

/**
 * How several cloud-config layers become one configuration: lists are appended in the order of the layers, maps are
 * merged, and of two different plain values for one key the first stays (see `conflicts`, which warns). cloud-init's own
 * default would let each layer replace the lists of those before. A layer's own `merge_how` or `merge_type` goes first.
 *
 * Source: cloud-init 22.4 `handlers/cloud_config.py` (both "Merge-Type" and "X-Merge-Type" are read, of each part for
 * itself), `mergers/m_dict.py`, `m_list.py`; tried with 22.4, 25.1 and 26.2 by test/peers/user-data. `recurse_str` would let later strings win, but
 * numbers and booleans still not: that would be two rules instead of one.
 */
export const MERGE_TYPE = 'list(append)+dict(no_replace,recurse_list)+str()';

/**
 * User data for cloud-init: what ends the machine in time, cloud-config layers as parts of their own, and the runner, which
 * holds all others.
 */
export async function renderLinux(task: MachineTask): Promise<Rendering> {
  const { layers } = task;
  const { configs, scripts, runner } = await divide(task);
  const parts = configs.map(configPart);
  const shares = parts.map(({ fileName, text }, index) => ({
    layer: configs[index]?.name ?? fileName,
    bytes: Buffer.byteLength(text) + PART_HEAD,
  }));
  const bytes = await message(task, configs, runner.text);
  return {
    bytes,
    encoding: 'plain',
    shares: [...shares, ...runner.shares],
    warnings: [
      ...orderWarnings(layers),
      ...(await configWarnings(configs)),
      ...scripts.flatMap(traceWarnings),
    ],
  };
}

/**
 * The same with the runner in a bucket. What ends the machine in time, and cloud-config, stay in the user data itself: what
 * `#include` can't fetch fails the whole stage of cloud-init, boothooks and all, and it would be fetched again at every boot,
 * long after its URL has ended (20.3 and later: `user_data.py`, ERROR_ON_USER_DATA_FAILURE; `stages.py`, `update`).
 */
export async function stageLinux(task: MachineTask): Promise<Staging> {
  const { configs, runner } = await divide(task);
  const payload = gzip(Buffer.from(runner.text));
  const small = await message(task, configs, fetchingRunner(task, sha256(payload)));
  return { payload, small };
}

async function divide({ layers, signal, build, persist }: MachineTask) {
  const configs = layers.filter((layer) => !isScript(layer));
  const scripts = await Promise.all(layers.filter(isScript).map(pack));
  const runner = linuxRunner({
    scripts,
    cloudConfigs: configs.map(({ name }) => name),
    signal,
    build,
    persist,
  });
  return { configs, scripts, runner };
}

/** Whether the runner runs it; cloud-init deals with all others. */
function isScript({ kind }: Layer): boolean {
  return KINDS[kind].onLinux !== undefined;
}

async function pack(layer: ReadyLayer): Promise<PackedLayer> {
  const { content, files = [] } = KINDS[layer.kind].onLinux?.(layer) ?? layer;
  return { ...layer, content, ...(files.length > 0 && { folder: await writeFolder(files) }) };
}

function message(task: MachineTask, configs: readonly Layer[], runner: string): Promise<Uint8Array> {
  return multipart([
    ...endings(task),
    ...configs.map(configPart),
    { type: 'text/x-shellscript', fileName: RUNNER_NAME, text: runner },
  ]);
}

/** What ends the machine in time: to come before anything that can hang. */
function endings({ ttlMinutes, build }: Pick<MachineTask, 'ttlMinutes' | 'build'>): MimePart[] {
  return [
    ...(build === undefined ? [] : [deadlineHook(build.deadlineSeconds)]),
    ...(ttlMinutes === undefined ? [] : [bootHook(ttlMinutes)]),
  ];
}

/** Without cloud-config, the YAML library isn't loaded. */
async function configWarnings(configs: readonly Layer[]): Promise<string[]> {
  if (configs.length === 0) return [];
  const [{ conflicts }, { unknownKeyWarnings }] = await Promise.all([
    import('./conflicts.js'),
    import('./unknown-keys.js'),
  ]);
  return [...unknownKeyWarnings(configs), ...conflicts(configs)];
}

/** About what the headers and the boundary of a part take, in bytes. */
const PART_HEAD = 230;

function configPart({ name, content }: Layer): MimePart {
  const text = Buffer.from(content).toString('utf8');
  const jinja = isJinja(text);
  const whole = jinja || isHeader(firstLine(text)) ? text : `${CLOUD_CONFIG_HEADER}\n${text}`;
  return {
    // The type decides for cloud-config parts; what is behind "## template: jinja" is found out after filling in.
    type: jinja ? 'text/jinja2' : 'text/cloud-config',
    fileName: name.replace(/[^\w./-]/g, '_'),
    text: whole,
    headers: { 'Merge-Type': MERGE_TYPE },
  };
}

function isHeader(line: string): boolean {
  return line.trimEnd() === CLOUD_CONFIG_HEADER;
}

/** What a shell traces goes to the console, which many may read, and a failure shows. */
function traceWarnings({ name, content, secrets = [] }: ReadyLayer): string[] {
  const traces = /^#!.*\s-\w*x|^[^#\n]*\bset\s+(?:-\w*x|-\w*o\s+xtrace)/m.test(
    Buffer.from(content).toString('utf8'),
  );
  return traces && secrets.length > 0
    ? [`${name} has the shell print each command, and with them the secrets it fetches. Leave "set -x" out.`]
    : [];
}

function orderWarnings(layers: readonly Layer[]): string[] {
  const firstScript = layers.findIndex((layer) => isScript(layer) && !KINDS[layer.kind].hasOwnInput);
  return layers.flatMap((layer, index) =>
    !isScript(layer) && firstScript >= 0 && firstScript < index
      ? [
          `${layer.name} stands after ${layers[firstScript]?.name ?? ''}, but cloud-init applies cloud-config before it runs any script. List it first.`,
        ]
      : [],
  );
}
