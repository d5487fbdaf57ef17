import { filtered } from '../../protocol/filters.js';
import { refuse } from '../../protocol/errors.js';
import { needed, structures, text } from '../../protocol/query.js';
import type { TreeNode } from '../../protocol/xml.js';
import type { AutoScalingGroup, GroupTag } from '../../world/scaling/group.js';
import type { Action, Call } from '../action.js';
import { filtersAsked } from './filters.js';
import { recordPage } from './pages.js';
import { groupTag } from './read.js';
import { members } from './trees.js';

export function tagTree({ name }: AutoScalingGroup, { key, value, propagates }: GroupTag): TreeNode {
  return {
    ResourceId: name,
    ResourceType: 'auto-scaling-group',
    Key: key,
    Value: value,
    PropagateAtLaunch: propagates,
  };
}

/** The request's tags with their groups. All groups have to be there, before any is changed. */
function tagsAsked({ params, region }: Call): { group: AutoScalingGroup; tag: GroupTag; value?: string }[] {
  return structures(params, 'Tags.member').map((given) => {
    const name = needed(given, 'ResourceId');
    const group = region.autoScaling.groups.get(name);
    if (!group)
      throw refuse('ValidationError', `AutoScalingGroup name not found - Group '${name}' not found`);
    const value = text(given, 'Value');
    return { group, tag: groupTag(given), ...(value !== undefined && { value }) };
  });
}

export const createOrUpdateTags: Action = {
  takes: 'Tags',
  run(call) {
    for (const { group, tag } of tagsAsked(call)) {
      group.tags = [...group.tags.filter(({ key }) => key !== tag.key), tag];
    }
    return {};
  },
};

/** With a value only a tag of that value goes. */
export const deleteTags: Action = {
  takes: 'Tags',
  run(call) {
    for (const { group, tag, value } of tagsAsked(call)) {
      group.tags = group.tags.filter(
        (each) => each.key !== tag.key || (value !== undefined && each.value !== value),
      );
    }
    return {};
  },
};

export const describeTags: Action = {
  takes: 'Filters MaxRecords NextToken',
  run({ params, region }) {
    const all = [...region.autoScaling.groups.values()].flatMap((group) =>
      group.tags.map((tag) => ({ group, tag })),
    );
    const found = filtered<(typeof all)[number] & { tags?: never }>(all, filtersAsked(params), {
      'auto-scaling-group': ({ group }) => group.name,
      key: ({ tag }) => tag.key,
      value: ({ tag }) => tag.value,
      'propagate-at-launch': ({ tag }) => tag.propagates,
    });
    const { items, nextToken } = recordPage(found, params);
    return { Tags: members(items.map(({ group, tag }) => tagTree(group, tag))), NextToken: nextToken };
  },
};
