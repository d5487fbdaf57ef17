import { CLOUD_CONFIG_HEADER, isJinja } from '../layers/cloud-config.js';
import type { Layer } from '../layers/layer.js';
import { firstLine } from '../layers/text.js';
import type { ReadyLayer } from './fill.js';
import { multipart, type MimePart } from './mime.js';
import { linuxRunner, RUNNER_NAME } from './runner-linux.js';
import type { MachineTask, Rendering } from './system.js';
import { bootHook, deadlineHook } from './ttl/linux.js';

/**
 * How several cloud-config layers become one configuration: lists are appended in the order of the layers, maps are
 * merged, and of two different plain values for one key the first stays (see `conflicts`, which warns). cloud-init's own
 * default would let each layer replace the lists of those before. A layer's own `merge_how` or `merge_type` goes first.
 *
 * Source: cloud-init 22.4 `handlers/cloud_config.py` (both "Merge-Type" and "X-Merge-Type" are read, of each part for
 * itself), `mergers/m_dict.py`, `m_list.py`; tried by test/peers/user-data. `recurse_str` would let later strings win, but
 * numbers and booleans still not: that would be two rules instead of one.
 */
export const MERGE_TYPE = 'list(append)+dict(no_replace,recurse_list)+str()';

/**
 * User data for cloud-init: what ends the machine in time, cloud-config layers as parts of their own, and the runner, which
 * holds all others.
 */
export async function renderLinux({ layers, signal, ttlMinutes, build }: MachineTask): Promise<Rendering> {
  const configs = layers.filter(({ kind }) => kind === 'cloud-config');
  const scripts = layers.filter(({ kind }) => kind !== 'cloud-config');
  const parts = configs.map(configPart);
  const runner = linuxRunner({ scripts, cloudConfigs: configs.map(({ name }) => name), signal, build });
  const shares = parts.map(({ fileName, text }, index) => ({
    layer: configs[index]?.name ?? fileName,
    bytes: Buffer.byteLength(text) + PART_HEAD,
  }));
  const bytes = await multipart([
    ...endings({ ttlMinutes, build }),
    ...parts,
    { type: 'text/x-shellscript', fileName: RUNNER_NAME, text: runner.text },
  ]);
  return {
    bytes,
    shares: [...shares, ...runner.shares],
    warnings: [
      ...orderWarnings(layers),
      ...(await conflictWarnings(configs)),
      ...scripts.flatMap(traceWarnings),
    ],
  };
}

/** What ends the machine in time: to come before anything that can hang. */
export function endings({ ttlMinutes, build }: Pick<MachineTask, 'ttlMinutes' | 'build'>): MimePart[] {
  return [
    ...(build === undefined ? [] : [deadlineHook(build.deadlineSeconds)]),
    ...(ttlMinutes === undefined ? [] : [bootHook(ttlMinutes)]),
  ];
}

/** Only several layers can disagree, so that one alone doesn't load the YAML library. */
async function conflictWarnings(configs: readonly Layer[]): Promise<string[]> {
  if (configs.length < 2) return [];
  const { conflicts } = await import('./conflicts.js');
  return conflicts(configs);
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
  const firstScript = layers.findIndex(({ kind }) => kind !== 'cloud-config');
  return layers.flatMap(({ kind, name }, index) =>
    kind === 'cloud-config' && firstScript >= 0 && firstScript < index
      ? [
          `${name} stands after ${layers[firstScript]?.name ?? ''}, but cloud-init applies cloud-config before it runs any script. List it first.`,
        ]
      : [],
  );
}
