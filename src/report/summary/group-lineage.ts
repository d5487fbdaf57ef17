import type { KnownFacts, RolloutFacts } from '../../modes/result.js';
import type { Markdown } from '../markdown.js';
import { type Edge, flowchart, type Look, type Node } from '../mermaid.js';
import { type ImageLine, layersNode, LOOKS, node, type Stage } from './lineage-nodes.js';
import { counted } from './words.js';

/** From the images by the version of the launch template to the group. */
export function groupLineage(images: ImageLine, facts: KnownFacts, stage: Stage): Markdown {
  const { userData, rollout = {} } = facts;
  const dotted = stage === 'planned';
  const version = versionNode(rollout, stage);
  const group = groupNode(rollout, stage);
  const layers = userData && layersNode(userData);
  const edges: Edge[] = [
    ...images.edges,
    { from: images.last, to: version.id, says: 'its image', dotted },
    ...(layers === undefined
      ? []
      : [{ from: layers.id, to: version.id, says: 'its user data, run at boot', dotted }]),
    {
      from: version.id,
      to: group.id,
      says: WORDS[wayOf(rollout, stage)],
      dotted: dotted || stage === 'failed',
    },
  ];
  return flowchart([...images.nodes, ...(layers === undefined ? [] : [layers]), version, group], edges);
}

type Way = RolloutFacts['action'] | 'planned' | 'failed';

const WORDS: Readonly<Record<Way, string>> = {
  created: 'created from it',
  rolled: 'rolled to it',
  changed: 'has it already',
  unchanged: 'has it already',
  planned: 'would be rolled to it',
  failed: 'was to be rolled to it',
};

function wayOf({ action }: Partial<RolloutFacts>, stage: Stage): Way {
  if (stage !== 'ready') return action === 'unchanged' ? action : stage;
  return action ?? 'rolled';
}

function versionNode({ template, version, before, action }: Partial<RolloutFacts>, stage: Stage): Node {
  const look: Look = action === 'unchanged' || action === 'changed' ? 'image' : LOOKS[stage];
  const which = version === undefined ? 'a new version' : `version ${version}`;
  return node('version', look, [
    'Launch template',
    template?.name ?? '',
    before === undefined || before === version ? which : `${which}, after ${before}`,
  ]);
}

function groupNode({ group = '', desired, instances }: Partial<RolloutFacts>, stage: Stage): Node {
  const zones = new Set((instances ?? []).map(({ zone }) => zone));
  const many = instances?.length ?? desired;
  return node('group', LOOKS[stage], [
    'Auto Scaling group',
    group,
    many === undefined ? '' : counted(many, 'instance'),
    zones.size === 0 ? '' : `in ${counted(zones.size, 'zone')}`,
  ]);
}
