import type { LaunchFacts } from '../../modes/result.js';
import type { Markdown } from '../markdown.js';
import { type Edge, flowchart, type Look, type Node } from '../mermaid.js';
import { age, counted } from './words.js';

/** How a run stands to the instances at the end of the line. */
export type Stage = 'ready' | 'planned' | 'failed';

/** What was made of the base image before instances were launched from it. */
const IMAGE_SOURCE: Readonly<Record<LaunchFacts['imageSource'], string>> = {
  base: 'launched as it is',
  reused: 'baked before',
  baked: 'baked',
};

const MOST_IDS = 3;

/** From the base image to the instances, with all that went into them; nothing while no base image is known. */
export function lineage(
  facts: Partial<LaunchFacts> & { readonly count?: number },
  stage: Stage,
): Markdown | undefined {
  const { base, template, userData, imageSource = 'base' } = facts;
  if (base === undefined) return undefined;
  const end = instances(facts, stage);
  const dotted = facts.instances === undefined;
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
        `${userData.bytes.toLocaleString('en-US')} bytes`,
      ]),
      'run at first boot',
    ]);
  const edges: Edge[] = [
    { from: 'base', to: end.id, says: IMAGE_SOURCE[imageSource], dotted },
    ...inputs.map(([{ id }, says]) => ({ from: id, to: end.id, says, dotted })),
  ];
  return flowchart([baseNode(base), ...inputs.map(([input]) => input), end], edges);
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
