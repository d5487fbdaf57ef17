import type * as YamlLibrary from 'yaml';
import type { Document, Node, Scalar } from 'yaml';
import { interpreterOf, SHELLS } from './shell.js';

/** The library, handed around because it is loaded on first use. */
export type Yaml = typeof YamlLibrary;

/**
 * Keys whose strings cloud-init hands to a shell, wherever they stand. Source: cloud-init 22.4 `config/cc_runcmd.py`,
 * `cc_bootcmd.py` (both `util.shellify`), `cc_snap.py`, `cc_ubuntu_drivers.py` (`commands`), `cc_power_state_change.py`
 * (`condition`), `cc_wireguard.py` (`readinessprobe`).
 */
const SHELL_KEYS = new Set(['runcmd', 'bootcmd', 'commands', 'condition', 'readinessprobe']);

/** What a string in a cloud-config is to whoever reads it in the end. */
export type Place = 'text' | 'shell' | { readonly scriptFor: string };

/** Tells the strings that a shell will read from those that are just text. */
export function placesIn(document: Document.Parsed, yaml: Yaml): (scalar: Scalar) => Place {
  const shell = new Set<Scalar>();
  yaml.visit(document, {
    Pair: (_, { key, value }) => {
      if (yaml.isScalar(key) && SHELL_KEYS.has(String(key.value)))
        commandsIn(value, document, yaml).forEach((one) => shell.add(one));
    },
    Seq: (_, { items }) => {
      const script = scriptInArguments(
        items.map((item) => resolved(item, document, yaml)),
        yaml,
      );
      if (script !== undefined) shell.add(script);
    },
  });
  return (scalar) => (shell.has(scalar) ? 'shell' : placeByContent(String(scalar.value)));
}

/** The strings that are commands: the value itself, or the strings among its items. Lists in it are arguments. */
function commandsIn(value: unknown, document: Document.Parsed, yaml: Yaml): Scalar[] {
  const node = resolved(value, document, yaml);
  if (yaml.isScalar(node)) return [node];
  if (!yaml.isCollection(node)) return [];
  return node.items
    .map((item) => resolved(yaml.isPair(item) ? item.value : item, document, yaml))
    .filter((item) => yaml.isScalar(item));
}

/** The script in a list such as `[sh, -c, "echo hello"]`. */
function scriptInArguments(items: readonly unknown[], yaml: Yaml): Scalar | undefined {
  const words = items.map((item) => (yaml.isScalar(item) ? String(item.value) : ''));
  if (!SHELLS.has((words[0] ?? '').replace(/^.*\//, ''))) return undefined;
  const option = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/i.test(word));
  const script = option < 0 ? undefined : items[option + 1];
  return yaml.isScalar(script) ? script : undefined;
}

function resolved(node: unknown, document: Document.Parsed, yaml: Yaml): Node | undefined {
  if (yaml.isAlias(node)) return node.resolve(document);
  return yaml.isNode(node) ? node : undefined;
}

/** A text that starts with `#!`, as in `write_files`, is a script. */
function placeByContent(text: string): Place {
  if (!text.startsWith('#!')) return 'text';
  const interpreter = interpreterOf(text.slice(0, Math.max(text.indexOf('\n'), 2)));
  return SHELLS.has(interpreter) ? 'shell' : { scriptFor: interpreter };
}
