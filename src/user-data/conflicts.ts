import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { isJinja } from '../layers/kinds/cloud-config.js';
import type { Layer } from '../layers/layer.js';

/** What a layer sets, and where. */
interface Setting {
  readonly path: string;
  readonly form: 'plain value' | 'list' | 'map';
  /** Empty for lists and maps, which are merged. */
  readonly value: string;
  readonly place: string;
}

/**
 * Warnings for keys that two cloud-config layers set to different plain values: cloud-init can keep only one, the first
 * (see MERGE_TYPE). And for those that are of another form in each: nothing behind the key in the first keeps a later list
 * out, a later list takes the place of a text, and of a map after a list only the keys are kept (22.4, 25.1 and 26.2:
 * `mergers/m_*.py`). Layers that say themselves how to merge, and those for Jinja, are left out.
 */
export function conflicts(layers: readonly Layer[]): string[] {
  const first = new Map<string, Setting>();
  const warnings: string[] = [];
  for (const setting of layers.flatMap(settingsOf)) {
    const before = first.get(setting.path);
    if (before === undefined) first.set(setting.path, setting);
    else if (before.form !== setting.form) {
      warnings.push(
        `${setting.place}: "${setting.path}" is a ${setting.form}, but a ${before.form} at ${before.place}, and cloud-init can't merge those.`,
      );
    } else if (before.value !== setting.value) {
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
  return map.items.flatMap(({ key, value }): Setting[] => {
    if (!isScalar(key)) return [];
    const path = `${prefix}${String(key.value)}`;
    const place = placeOf(key.range?.[0] ?? 0);
    if (isMap(value)) {
      return [{ path, form: 'map', value: '', place }, ...settingsIn(value, `${path}.`, placeOf)];
    }
    if (isSeq(value)) return [{ path, form: 'list', value: '', place }];
    return isScalar(value) ? [{ path, form: 'plain value', value: String(value.value), place }] : [];
  });
}
