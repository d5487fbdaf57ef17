import { refuse } from '../protocol/errors.js';
import { needed, structures, text, type Params } from '../protocol/query.js';
import type { Tree } from '../protocol/xml.js';
import type { Tags } from '../world/state.js';

/** A resource may carry 50 tags. Source: EC2 user guide, "Tag restrictions". */
const MOST_TAGS = 50;

/** The tags that the request gives to each kind of resource; kinds that the action can't tag are refused. */
export function tagSpecifications<K extends string>(params: Params, kinds: readonly K[]): Record<K, Tags> {
  const found = Object.fromEntries(kinds.map((kind) => [kind, new Map()])) as Record<K, Tags>;
  for (const specification of structures(params, 'TagSpecification')) {
    const kind = needed(specification, 'ResourceType');
    const known = kinds.find((each) => each === kind);
    if (known === undefined) {
      throw refuse(
        'InvalidParameterValue',
        `'${kind}' is not a valid taggable resource type for this operation.`,
      );
    }
    addTags(found[known], specification);
  }
  return found;
}

/** Adds the structure's `Tag` list, with EC2's rules for keys and values. */
export function addTags(tags: Tags, params: Params): void {
  for (const tag of structures(params, 'Tag')) {
    const key = text(tag, 'Key') ?? '';
    const value = text(tag, 'Value') ?? '';
    if (key === '') throw refuse('InvalidParameterValue', 'Tag key cannot be empty.');
    if (key.startsWith('aws:')) {
      throw refuse('InvalidParameterValue', `Tag keys starting with 'aws:' are reserved for internal use`);
    }
    if (key.length > 127) {
      throw refuse('InvalidParameterValue', `Tag key exceeds the maximum length of 127 characters: '${key}'`);
    }
    if (value.length > 256) {
      throw refuse(
        'InvalidParameterValue',
        `Tag value exceeds the maximum length of 256 characters: '${value}'`,
      );
    }
    tags.set(key, value);
  }
  if (tags.size > MOST_TAGS) {
    throw refuse('TagLimitExceeded', `More than ${MOST_TAGS} tags specified`);
  }
}

export function tagSet(tags: Tags): Tree {
  return tags.size === 0 ? undefined : [...tags].map(([key, value]) => ({ key, value }));
}
