import type { KnownFacts, LaunchFacts } from '../../modes/result.js';
import type { Markdown } from '../markdown.js';
import { type Edge, flowchart, type Node } from '../mermaid.js';
import { groupLineage } from './group-lineage.js';
import { imageLine, layersNode, LOOKS, node, type Stage } from './lineage-nodes.js';
import { counted } from './words.js';

const MOST_IDS = 3;

/** From the base image to the instances, with all that went into them; nothing while no base image is known. */
export function lineage(
  facts: KnownFacts & { readonly count?: number; readonly mode?: string },
  stage: Stage,
): Markdown | undefined {
  const { base, bake, rollout, imageSource: source = 'base' } = facts;
  if (base === undefined) return undefined;
  const images = imageLine(base, bake, { source, stage });
  // A bake alone ends with the image.
  if ('mode' in facts && facts.mode === 'bake') return flowchart(images.nodes, images.edges);
  if (rollout !== undefined) return groupLineage(images, facts, stage);
  const end = instances(facts, stage);
  const dotted = facts.instances === undefined;
  const inputs = inputNodes(facts);
  const edges: Edge[] = [
    ...images.edges,
    { from: images.last, to: end.id, says: images.isBase ? 'launched as it is' : 'launched', dotted },
    ...inputs.map(([{ id }, says]) => ({ from: id, to: end.id, says, dotted })),
  ];
  return flowchart([...images.nodes, ...inputs.map(([input]) => input), end], edges);
}

/** What goes into the instances beside their image. */
function inputNodes({ template, userData }: Partial<LaunchFacts>): [Node, string][] {
  const inputs: [Node, string][] = [];
  if (template !== undefined)
    inputs.push([
      node('template', 'input', ['Launch template', template.name, `version ${template.version}`]),
      'defaults',
    ]);
  if (userData !== undefined) inputs.push([layersNode(userData), 'run at boot']);
  return inputs;
}

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
