import type { Layer, LayerKind } from '../layers/layer.js';
import { inLayer, type LayerProblem } from '../layers/problem.js';
import { decodeText, encodeText } from '../layers/text.js';
import { fillPowershell } from './quote/powershell.js';
import { fillShell } from './quote/shell.js';
import type { Fill } from './quote/unit.js';
import { isJinja } from '../layers/cloud-config.js';
import { parseTemplate } from './template.js';
import { lookUp } from './variables.js';

/** How the values of variables are quoted in each kind of layer. */
const FILLS: Readonly<Record<LayerKind, Fill>> = {
  shell: fillShell,
  powershell: fillPowershell,
  // Loaded with the YAML library behind it, only when there is such a layer.
  'cloud-config': async (pieces) => (await import('./quote/yaml.js')).fillCloudConfig(pieces),
};

/** A layer whose variables have been filled in. */
export interface FilledLayer {
  readonly layer: Layer;
  readonly problems: readonly LayerProblem[];
  /** The variables it names. */
  readonly used: readonly string[];
}

/**
 * Fills a layer in. Layers that aren't UTF-8 text, and cloud-config layers that cloud-init itself fills in with Jinja,
 * stay as they are. With problems the layer is not to be used.
 */
export async function fillLayer(layer: Layer, variables: ReadonlyMap<string, string>): Promise<FilledLayer> {
  const text = decodeText(layer.content);
  if (text === undefined || (layer.kind === 'cloud-config' && isJinja(text)))
    return { layer, problems: [], used: [] };
  const template = parseTemplate(text);
  const filling = lookUp(template.pieces, variables);
  const used = template.pieces.flatMap((piece) => ('name' in piece ? [piece.name] : []));
  const problems = [...template.problems, ...filling.problems];
  if (problems.length > 0) return { layer, problems: inLayer(layer.name, problems), used };
  const filled = await FILLS[layer.kind](filling.pieces);
  return {
    layer: { ...layer, content: encodeText(filled.text) },
    problems: inLayer(layer.name, filled.problems),
    used,
  };
}
