import type { BakeFacts, LaunchFacts } from '../../modes/result.js';
import type { Markdown } from '../markdown.js';
import { type Edge, flowchart, type Look, type Node } from '../mermaid.js';
import { grouped } from '../../grouped.js';
import { age, counted } from './words.js';

/** How a run stands to the instances at the end of the line. */
export type Stage = 'ready' | 'planned' | 'failed';

const MOST_IDS = 3;

/** From the base image to the instances, with all that went into them; nothing while no base image is known. */
export function lineage(
  facts: Partial<LaunchFacts> & { readonly count?: number; readonly mode?: string },
  stage: Stage,
): Markdown | undefined {
  const { base, bake, imageSource = 'base' } = facts;
  if (base === undefined) return undefined;
  // A bake alone ends with the image.
  const ends = !('mode' in facts && facts.mode === 'bake');
  const end = instances(facts, stage);
  const dotted = facts.instances === undefined;
  const inputs = inputNodes(facts);
  const baked = bake && bakedNode(bake, imageSource, stage);
  const from = baked?.id ?? 'base';
  const image: Edge[] =
    bake === undefined
      ? []
      : [{ from: 'base', to: from, says: bakeWords(bake, imageSource), dotted: bake.image === undefined }];
  const edges: Edge[] = [
    ...image,
    ...(ends
      ? [
          { from, to: end.id, says: baked === undefined ? 'launched as it is' : 'launched', dotted },
          ...inputs.map(([{ id }, says]) => ({ from: id, to: end.id, says, dotted })),
        ]
      : []),
  ];
  const nodes = [baseNode(base), ...(baked === undefined ? [] : [baked])];
  return flowchart(ends ? [...nodes, ...inputs.map(([input]) => input), end] : nodes, edges);
}

/** What goes into the instances beside their image. */
function inputNodes({ template, userData }: Partial<LaunchFacts>): [Node, string][] {
  const inputs: [Node, string][] = [];
  if (template !== undefined)
    inputs.push([
      node('template', 'input', ['Launch template', template.name, `version ${template.version}`]),
      'defaults',
    ]);
  if (userData !== undefined)
    inputs.push([
      node('layers', 'input', [
        'User data',
        counted(userData.shares.length, 'layer'),
        `${grouped(userData.bytes)} bytes`,
      ]),
      'run at boot',
    ]);
  return inputs;
}

type Source = LaunchFacts['imageSource'];

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

const LOOKS: Readonly<Record<Stage, Look>> = { ready: 'made', planned: 'planned', failed: 'failed' };

function instances(
  { instances: made, place, count }: Partial<LaunchFacts> & { readonly count?: number },
  stage: Stage,
): Node {
  const ids = (made ?? []).map(({ id }) => id);
  const many = made?.length ?? count;
  return node('instances', LOOKS[stage], [
    many === undefined ? 'No instances' : counted(many, 'instance'),
    place ?? '',
    ...ids.slice(0, MOST_IDS),
    ids.length > MOST_IDS ? `and ${ids.length - MOST_IDS} more` : '',
  ]);
}

function node(id: string, look: Look, lines: readonly string[]): Node {
  return { id, look, lines: lines.filter((line) => line !== '') };
}
