import { structures, text, type Params } from '../protocol/query.js';
import type { Thing } from '../world/state.js';
import type { ConditionKeys } from './authorization.js';

/** The tags of what is there already. */
export function resourceTags(thing: Pick<Thing, 'tags'> | undefined): ConditionKeys {
  return Object.fromEntries(
    [...(thing?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
  );
}

/** The kinds of things that the request gives tags to, each with those tags. Read without a check: that comes later. */
export function requestTags(params: Params): Map<string, ConditionKeys> {
  const kinds = new Map<string, ConditionKeys>();
  for (const specification of structures(params, 'TagSpecification')) {
    const tags = structures(specification, 'Tag').map(
      (tag) => [text(tag, 'Key') ?? '', text(tag, 'Value') ?? ''] as const,
    );
    if (tags.length === 0) continue;
    kinds.set(text(specification, 'ResourceType') ?? '', {
      ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
      'aws:TagKeys': tags.map(([key]) => key),
    });
  }
  return kinds;
}
