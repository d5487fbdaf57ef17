import { posix } from 'node:path';
import type { ParsedNode, YAMLMap } from 'yaml';
import { readBounded } from '../../workspace.js';
import type { Gathered, KindOfLayer, LayerSource } from '../kind.js';
import { fileName, type Layer } from '../layer.js';
import type { Problem } from '../problem.js';
import { decodeText, lineAt } from '../text.js';
import { ansibleOnLinux, PLAYBOOK, playbookOf, PLAYBOOKS } from '../tools/ansible.js';
import { areFiles, gatherPlaces, type Place, plainPath, VERSION } from '../tools/gather.js';

/**
 * A playbook, run on the machine itself. Variables are extra variables, which win over all others.
 */
export const ansible: KindOfLayer = {
  kind: 'ansible',
  noun: 'an Ansible playbook',
  runsOn: ['linux'],
  extensions: [],
  startsLike: () => false,
  options: {
    playbook: { pattern: /^[^/].*\.ya?ml$/, expected: 'a file (.yml, .yaml) relative to the folder' },
    groups: {
      pattern: /^\w[\w.-]*(,\w[\w.-]*)*$/,
      expected: 'groups that the machine is in, with commas between',
    },
    version: VERSION,
  },
  gather,
  check: checkPlaybook,
  environment: {
    prefix: 'AMI_LAUNCH_',
    // Neither a key nor a module's argument (`name: x`, `name=x`).
    use: (name) => new RegExp(`\\b${name}\\b(?!\\s*:(?:\\s|$)|=(?!=))`, 'm'),
    mayUse: (_, path) => !UNRELATED.test(path),
  },
  onLinux: ansibleOnLinux,
};

/**
 * Where Ansible looks beside a playbook. Source: Ansible's documentation, "Sample directory layout", "Storing and finding roles",
 * "Adding modules and plugins locally".
 */
const BESIDE = [
  'ansible.cfg',
  'requirements.yml',
  ...['roles', 'collections', 'group_vars', 'host_vars', 'vars', 'tasks', 'handlers', 'templates', 'files'],
  ...['library', 'module_utils', 'action_plugins', 'filter_plugins', 'lookup_plugins', 'test_plugins'],
  ...['vars_plugins', 'callback_plugins'],
];

/** Files of roles and collections that say what they are, and nothing that runs. */
const UNRELATED = /(?:^|\/)(?:meta\/.*|galaxy\.yml|requirements\.ya?ml|LICENSE|[^/]*\.(?:md|rst|txt))$/i;

async function gather(source: LayerSource): Promise<Gathered | readonly Problem[]> {
  const { isFolder, name, options, real } = source;
  if (!isFolder && options['playbook'] !== undefined) {
    return [{ message: 'The option "playbook" is for a folder, and this is a playbook itself.' }];
  }
  const files = await gatherPlaces(isFolder ? [whole(name)] : beside(name), source);
  if (!areFiles(files)) return files;
  return { content: isFolder ? new Uint8Array() : await readBounded(real), files };
}

function whole(name: string): Place {
  return { from: plainPath(name), to: PLAYBOOKS };
}

function beside(name: string): Place[] {
  return BESIDE.map((one) => ({ from: posix.join(posix.dirname(name), one), to: `${PLAYBOOKS}/${one}` }));
}

/** The playbook of a layer, as text, and what messages call it where it isn't what the layer is called. */
function textOf(layer: Layer): { text: string | undefined; file?: string } | undefined {
  const { content, files = [] } = layer;
  if (content.length > 0) return { text: decodeText(content) };
  const path = posix.join(PLAYBOOKS, playbookOf(layer));
  const found = files.find((file) => file.path === path);
  return found && { text: decodeText(found.content), file: fileName(layer, found) };
}

async function checkPlaybook(layer: Layer): Promise<readonly Problem[]> {
  const found = textOf(layer);
  if (found === undefined) return [missing(layer)];
  const { text, file } = found;
  if (text === undefined)
    return [{ message: `${file ?? 'The file'} is not UTF-8 text, which a playbook has to be.` }];
  const problems = await playbookProblems(text, layer);
  if (file === undefined) return problems;
  return problems.map(({ line, message }) => ({
    message: `${file}${line === undefined ? '' : `:${line}`}: ${message}`,
  }));
}

function missing({ options = {}, files = [] }: Layer): Problem {
  const wanted = options['playbook'] ?? PLAYBOOK;
  const others = files.flatMap(({ path }) => /^playbook\/([^/]+\.ya?ml)$/.exec(path)?.[1] ?? []);
  const there =
    others.length === 0 ? '' : ` Beside it there ${others.length > 1 ? 'are' : 'is'} ${others.join(', ')}.`;
  return {
    message: `There is no "${wanted}" in this folder. Say which playbook it is: playbook=FILE.${there}`,
  };
}

/** All scalars are strings, and tags such as `!vault` stay unread: only the shape is looked at. */
async function playbookProblems(text: string, layer: Layer): Promise<Problem[]> {
  const { isMap, isSeq, parseDocument } = await import('yaml');
  const document = parseDocument(text, {
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (error)
    return [{ line: lineAt(text, error.pos[0]), message: `The YAML is not right: ${error.message}` }];
  const { contents } = document;
  if (!isSeq(contents) || contents.items.length === 0) {
    return [
      { line: 1, message: 'A playbook is a list of plays, "- hosts: all" and what it has; this is none.' },
    ];
  }
  const lineOf = (node: ParsedNode): number => lineAt(text, node.range[0]);
  const plays = contents.items.map((node) => ({ line: lineOf(node), play: isMap(node) ? node : undefined }));
  const problems = plays.flatMap(({ line, play }) =>
    playProblems(play, layer).map((message) => ({ line, message })),
  );
  return problems.length > 0
    ? problems
    : hostProblems(
        plays.map(({ play }) => play),
        layer,
      );
}

const IMPORTS = ['import_playbook', 'ansible.builtin.import_playbook', 'include'];

function playProblems(play: YAMLMap | undefined, { content, files = [] }: Layer): string[] {
  if (play === undefined) return ['A play is a map, "hosts: all" and what it has.'];
  const imported = IMPORTS.map((name) => play.get(name)).find((value) => value !== undefined);
  if (imported === undefined) {
    return play.has('hosts') ? [] : ['This has no "hosts", so it is no play; is the file one of tasks?'];
  }
  const isFile = typeof imported === 'string' && /^[\w./-]+\.ya?ml$/.test(imported);
  if (content.length === 0 || !isFile) return [];
  const path = posix.join(PLAYBOOKS, imported);
  if (files.some((file) => file.path === path)) return [];
  return [`"${imported}" does not travel with a single playbook. Name the folder, and playbook=FILE.`];
}

/** A play for other hosts is skipped, and Ansible takes it for a success. Patterns that aren't plain names are left to it. */
function hostProblems(plays: readonly (YAMLMap | undefined)[], { options = {} }: Layer): Problem[] {
  const here = ['all', 'localhost', '127.0.0.1', 'ungrouped', ...(options['groups']?.split(',') ?? [])];
  const others = plays.flatMap((play) => {
    const hosts = play?.get('hosts', true)?.toString() ?? '{{';
    const named = hosts.split(/[[\],:\s"']+/).filter((host) => host !== '');
    return /[^\w.\-[\],:\s"']/.test(hosts) || named.some((host) => here.includes(host)) ? [undefined] : named;
  });
  if (others.includes(undefined)) return [];
  const names = [...new Set(others)].join(',');
  const message = `No play is for this machine, which is "localhost": their hosts are ${names}. Say which of these groups it is in: groups=${names}.`;
  return [{ line: 1, message }];
}
