import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { isJinja } from '../layers/kinds/cloud-config.js';
import type { Layer } from '../layers/layer.js';

/** A plain value that a layer sets, and where. */
interface Setting {
  readonly path: string;
  readonly value: string;
  readonly place: string;
}

/**
 * Warnings for keys that two cloud-config layers set to different plain values: cloud-init can keep only one, the first
 * (see MERGE_TYPE). Layers that say themselves how to merge, and those for Jinja, are left out.
 */
export function conflicts(layers: readonly Layer[]): string[] {
  const first = new Map<string, Setting>();
  const warnings: string[] = [];
  for (const setting of layers.flatMap(settingsOf)) {
    const before = first.get(setting.path);
    if (before === undefined) first.set(setting.path, setting);
    else if (before.value !== setting.value) {
      warnings.push(
        `${setting.place}: "${setting.path}" is already set at ${before.place}, and cloud-init keeps the first.`,
      );
    }
  }
  return warnings;
}

function settingsOf({ name, content }: Layer): Setting[] {
  const text = Buffer.from(content).toString('utf8');
  if (isJinja(text)) return [];
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { schema: 'failsafe', lineCounter: lines });
  if (!isMap(contents) || contents.has('merge_how') || contents.has('merge_type')) return [];
  const placeOf = (offset: number): string => `${name}:${lines.linePos(offset).line}`;
  return settingsIn(contents, '', placeOf);
}

function settingsIn(map: YAMLMap, prefix: string, placeOf: (offset: number) => string): Setting[] {
  return map.items.flatMap(({ key, value }) => {
    if (!isScalar(key)) return [];
    const path = `${prefix}${String(key.value)}`;
    if (isMap(value)) return settingsIn(value, `${path}.`, placeOf);
    return isScalar(value) ? [{ path, value: String(value.value), place: placeOf(key.range?.[0] ?? 0) }] : [];
  });
}
