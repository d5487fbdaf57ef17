import { filtered } from '../protocol/filters.js';
import { refuse } from '../protocol/errors.js';
import { page } from '../protocol/pages.js';
import { has, structures, text, texts } from '../protocol/query.js';
import { find, KINDS, seen } from '../world/consistency.js';
import { ACCOUNT, type Tags, type Thing } from '../world/state.js';
import { DONE, unlessDryRun, type Action, type Call } from './action.js';
import { addTags } from './tag-specifications.js';

/** The names of the kinds in DescribeTags. */
const RESOURCE_TYPES = {
  instance: 'instance',
  image: 'image',
  snapshot: 'snapshot',
  volume: 'volume',
  group: 'security-group',
  subnet: 'subnet',
  vpc: 'vpc',
  keyPair: 'key-pair',
  launchTemplate: 'launch-template',
} as const satisfies Record<keyof typeof KINDS, string>;

type KindName = keyof typeof KINDS;

const KIND_NAMES = Object.keys(KINDS) as KindName[];

/** The tags of all the things named; refuses if one of them isn't there, before any is changed. */
function tagsOfAll(call: Call): Tags[] {
  const ids = texts(call.params, 'ResourceId');
  if (ids.length === 0)
    throw refuse('MissingParameter', 'The request must contain the parameter resourceIdSet');
  return ids.map((id) => {
    const kind = KIND_NAMES.find((each) => id.startsWith(`${KINDS[each].prefix}-`));
    if (kind === undefined) throw refuse('InvalidID', `The ID '${id}' is not valid`);
    const [thing] = find<Thing>(call, KINDS[kind], [id]);
    return thing?.tags ?? new Map<string, string>();
  });
}

export const createTags: Action = {
  takes: 'ResourceId Tag',
  run(call) {
    const all = tagsOfAll(call);
    if (structures(call.params, 'Tag').length === 0) {
      throw refuse('MissingParameter', 'The request must contain the parameter tagSet');
    }
    for (const tags of all) addTags(new Map(tags), call.params); // a trial: the limits, before any is changed
    unlessDryRun(call);
    for (const tags of all) addTags(tags, call.params);
    return DONE;
  },
};

/** With a value only a tag of that value goes; without any tag all of one's own go, but not what AWS has set. */
export const deleteTags: Action = {
  takes: 'ResourceId Tag',
  run(call) {
    const all = tagsOfAll(call);
    const wanted = structures(call.params, 'Tag');
    unlessDryRun(call);
    for (const tags of all) {
      if (wanted.length === 0) for (const key of tags.keys()) if (!key.startsWith('aws:')) tags.delete(key);
      for (const tag of wanted) {
        const key = text(tag, 'Key') ?? '';
        if (!has(tag, 'Value') || text(tag, 'Value') === tags.get(key)) tags.delete(key);
      }
    }
    return DONE;
  },
};

export const describeTags: Action = {
  takes: 'Filter MaxResults NextToken',
  run(call) {
    const all = KIND_NAMES.flatMap((kind) =>
      seen<Thing>(call, KINDS[kind])
        .filter((thing) => !('ownerId' in thing) || thing.ownerId === ACCOUNT)
        .flatMap(({ id, tags }) =>
          [...tags].map(([key, value]) => ({
            resourceId: id,
            resourceType: RESOURCE_TYPES[kind],
            key,
            value,
          })),
        ),
    );
    const found = filtered<(typeof all)[number] & { tags?: never }>(all, call.params, {
      key: ({ key }) => key,
      'resource-id': ({ resourceId }) => resourceId,
      'resource-type': ({ resourceType }) => resourceType,
      value: ({ value }) => value,
    });
    const { items, nextToken } = page(found, call.params);
    return {
      tagSet: items.map(({ resourceId, resourceType, key, value }) => ({
        resourceId,
        resourceType,
        key,
        value,
      })),
      nextToken,
    };
  },
};
