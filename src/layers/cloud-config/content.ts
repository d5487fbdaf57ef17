import { closest, distance } from 'fastest-levenshtein';
import type * as YamlLibrary from 'yaml';
import type { Document, Node, Pair, Scalar } from 'yaml';
import { KNOWN_KEYS } from './keys.js';

/** A problem, by where in the text it is. */
export interface Misfit {
  readonly offset: number;
  readonly message: string;
}

/** The library, handed around because it is loaded on first use. */
type Yaml = typeof YamlLibrary;

/** What a value has to be, and whether it may also be missing behind its key. */
interface Shape {
  readonly kind: 'list' | 'map';
  readonly mayBeNothing?: boolean;
  readonly example: string;
}

/**
 * The keys that are mistaken most, and whose modules break on anything else. Not `users` and `groups`: they take nearly
 * anything. Source: cloud-init's schema, 22.4 to 26.2.
 */
const SHAPES: Readonly<Record<string, Shape>> = {
  runcmd: { kind: 'list', example: '- systemctl restart nginx' },
  bootcmd: { kind: 'list', example: '- echo starting' },
  packages: { kind: 'list', mayBeNothing: true, example: '- nginx' },
  write_files: { kind: 'list', example: '- path: /etc/motd' },
  mounts: { kind: 'list', mayBeNothing: true, example: '- [/dev/sdf, /data]' },
  ssh_authorized_keys: { kind: 'list', mayBeNothing: true, example: '- ssh-ed25519 AAAA…' },
  apt: { kind: 'map', mayBeNothing: true, example: 'sources: …' },
  chpasswd: { kind: 'map', mayBeNothing: true, example: 'expire: false' },
  power_state: { kind: 'map', mayBeNothing: true, example: 'mode: reboot' },
};

/** What cloud-init would not take as it is meant, of a document that is a map at its top. */
export function misfits(document: Document.Parsed, yaml: Yaml): Misfit[] {
  return [
    ...unknownKeys(document, yaml).flatMap(({ offset, key, near }) =>
      near === undefined
        ? []
        : [{ offset, message: `cloud-init knows no "${key}". Did you mean "${near}"?` }],
    ),
    ...pairsOf(document, yaml).flatMap(({ key, value, offset }) => {
      const shape = Object.hasOwn(SHAPES, key) ? SHAPES[key] : undefined;
      return shape === undefined ? [] : shapeMisfits(key, { value, offset }, shape, yaml);
    }),
  ];
}

/** A key at the top that cloud-init doesn't know, and the known one that it may be meant for. */
export interface UnknownKey {
  readonly key: string;
  readonly offset: number;
  readonly near: string | undefined;
}

/**
 * Keys at the top that cloud-init ignores. What has an anchor is there to be used elsewhere in the file, and so is what
 * starts with a dot or "x-", as in other formats.
 */
export function unknownKeys(document: Document.Parsed, yaml: Yaml): UnknownKey[] {
  return pairsOf(document, yaml)
    .filter(
      ({ key, value }) => !KNOWN_KEYS.includes(key) && !/^(?:\.|x-)/.test(key) && !hasAnchor(value, yaml),
    )
    .map(({ key, offset }) => ({ key, offset, near: nearest(key) }));
}

/** A known key that differs in its "-" and "_", or in one or two characters. Short words differ in one by chance. */
function nearest(key: string): string | undefined {
  const same = SPELLINGS.get(spelling(key));
  if (same !== undefined) return same;
  const most = Math.min(2, Math.floor(key.length / 4));
  const near = KNOWN_KEYS.filter((known) => distance(key.toLowerCase(), known) <= most);
  return near.length === 0 ? undefined : closest(key.toLowerCase(), near);
}

/** A key without what is mistaken most. */
function spelling(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, '');
}

const SPELLINGS: ReadonlyMap<string, string> = new Map(KNOWN_KEYS.map((key) => [spelling(key), key]));

interface TopPair {
  readonly key: string;
  readonly value: Node | undefined;
  readonly offset: number;
}

function pairsOf({ contents }: Document.Parsed, yaml: Yaml): TopPair[] {
  if (!yaml.isMap(contents)) return [];
  return (contents.items as Pair[]).flatMap(({ key, value }) =>
    yaml.isScalar(key)
      ? [
          {
            key: String(key.value),
            value: yaml.isNode(value) ? value : undefined,
            offset: key.range?.[0] ?? 0,
          },
        ]
      : [],
  );
}

function shapeMisfits(
  key: string,
  { value, offset }: Pick<TopPair, 'value' | 'offset'>,
  { kind, mayBeNothing = false, example }: Shape,
  yaml: Yaml,
): Misfit[] {
  // What a merge or an alias brings is written elsewhere.
  if (yaml.isAlias(value)) return [];
  if (kind === 'list' ? yaml.isSeq(value) : yaml.isMap(value)) {
    return yaml.isSeq(value) ? itemMisfits(key, value.items, yaml) : [];
  }
  if (mayBeNothing && isNothing(value, yaml)) return [];
  const what = isNothing(value, yaml) ? 'is empty' : `has to be a ${kind}`;
  return [{ offset, message: `"${key}" ${what}: put lines such as "${example}" under it, or take it out.` }];
}

function itemMisfits(key: string, items: readonly unknown[], yaml: Yaml): Misfit[] {
  return items.flatMap((item) => {
    if (!yaml.isNode(item)) return [];
    const message = key === 'write_files' ? fileMisfit(item, yaml) : commandMisfit(key, item, yaml);
    return message === undefined ? [] : [{ offset: item.range?.[0] ?? 0, message }];
  });
}

function fileMisfit(item: Node, yaml: Yaml): string | undefined {
  return yaml.isAlias(item) || (yaml.isMap(item) && (item.has('path') || item.has('<<')))
    ? undefined
    : 'Each file of "write_files" is a map with a "path": "- path: /etc/motd".';
}

function commandMisfit(key: string, item: Node, yaml: Yaml): string | undefined {
  if (key !== 'runcmd' && key !== 'bootcmd') return undefined;
  if (yaml.isMap(item))
    return 'This command is a map to YAML, because of the ": " or the ":" at an end in it. Put the command in quotes, or behind "- |" on lines of its own.';
  return yaml.isScalar(item) && isNoText(item)
    ? 'cloud-init takes this for a number or for true or false, and refuses it as a command. Put it in quotes.'
    : undefined;
}

/** What YAML 1.1 doesn't read as text. Source: yaml.org/type: bool, int, float. */
function isNoText({ type, source = '' }: Scalar): boolean {
  return type === 'PLAIN' && /^(?:[-+]?[\d.][\d_.]*|yes|no|on|off|true|false)$/i.test(source);
}

function hasAnchor(value: Node | undefined, yaml: Yaml): boolean {
  return (yaml.isScalar(value) || yaml.isCollection(value)) && value.anchor !== undefined;
}

function isNothing(value: Node | undefined, yaml: Yaml): boolean {
  return (
    value === undefined ||
    (yaml.isScalar(value) && value.type === 'PLAIN' && /^(?:~|null|Null|NULL|)$/.test(value.source ?? ''))
  );
}
