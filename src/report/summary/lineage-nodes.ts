/** What the diagrams of launches and of groups have in common: images, what goes into instances, and how each looks. */
import { grouped } from '../../grouped.js';
import type { BakeFacts, LaunchFacts } from '../../modes/result.js';
import type { Edge, Look, Node } from '../mermaid.js';
import { age, counted } from './words.js';

/** How a run stands to the instances at the end of the line. */
export type Stage = 'ready' | 'planned' | 'failed';

export const LOOKS: Readonly<Record<Stage, Look>> = { ready: 'made', planned: 'planned', failed: 'failed' };

type Source = LaunchFacts['imageSource'];

/** Images, and the way from the base image to the one that is launched. */
export interface ImageLine {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** The node of the last of them. */
  readonly last: string;
  readonly isBase: boolean;
}

export function imageLine(
  base: NonNullable<LaunchFacts['base']>,
  bake: BakeFacts | undefined,
  { source, stage }: { readonly source: Source; readonly stage: Stage },
): ImageLine {
  if (bake === undefined) return { nodes: [baseNode(base)], edges: [], last: 'base', isBase: true };
  const baked = bakedNode(bake, source, stage);
  const says = bakeWords(bake, source);
  return {
    nodes: [baseNode(base), baked],
    edges: [{ from: 'base', to: baked.id, says, dotted: bake.image === undefined }],
    last: baked.id,
    isBase: false,
  };
}

function bakeWords({ layers }: BakeFacts, source: Source): string {
  const names = layers.map(({ name }) => name).join(', ');
  return `${source === 'reused' ? 'baked before' : 'baked'}: ${names}`;
}

function bakedNode({ image, fingerprint, lineage: line }: BakeFacts, source: Source, stage: Stage): Node {
  const look = image !== undefined ? (source === 'reused' ? 'image' : 'made') : LOOKS[stage];
  return node('image', look, [
    'Baked image',
    image?.name ?? line,
    image?.id ?? `fingerprint ${fingerprint.slice(0, 12)}`,
  ]);
}

function baseNode({ source, name, id, ageDays }: NonNullable<LaunchFacts['base']>): Node {
  return node('base', 'image', [
    source === id ? 'Base image' : `Base image ${source}`,
    name,
    id,
    age({ ageDays }) ?? '',
  ]);
}

export function layersNode({ shares, bytes }: NonNullable<LaunchFacts['userData']>): Node {
  return node('layers', 'input', ['User data', counted(shares.length, 'layer'), `${grouped(bytes)} bytes`]);
}

export function node(id: string, look: Look, lines: readonly string[]): Node {
  return { id, look, lines: lines.filter((line) => line !== '') };
}
