import * as yaml from 'yaml';
import { unknownKeys } from '../layers/cloud-config/content.js';
import { isJinja } from '../layers/kinds/cloud-config.js';
import type { Layer } from '../layers/layer.js';
import { lineAt } from '../layers/text.js';

/**
 * Warnings for keys at the top of cloud-config layers that cloud-init ignores. Those near a known one are refused before;
 * what is left may be meant for a version that knows more, or for somebody else.
 */
export function unknownKeyWarnings(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ name, content }) => {
    const text = Buffer.from(content).toString('utf8');
    if (isJinja(text)) return [];
    const document = yaml.parseDocument(text, { schema: 'failsafe' });
    return unknownKeys(document, yaml).map(
      ({ key, offset }) => `${name}:${lineAt(text, offset)}: cloud-init knows no "${key}" and ignores it.`,
    );
  });
}
