import { structures, text, type Params } from '../protocol/query.js';
import { ACCOUNT, type Tags } from '../world/state.js';
import type { Context } from './question.js';

/** Images and snapshots belong to no account in an ARN. Source: Service Authorization Reference, resource types of EC2. */
const OF_NO_ACCOUNT: ReadonlySet<string> = new Set(['image', 'snapshot']);

export function ec2Arn(region: string, type: string, id: string): string {
  return `arn:aws:ec2:${region}:${OF_NO_ACCOUNT.has(type) ? '' : ACCOUNT}:${type}/${id}`;
}

/** The tags of what is there already, under the older key, too. */
export function resourceTags(tags: Tags): Context {
  const both = [...tags].flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value] as const,
    [`ec2:ResourceTag/${key}`, value] as const,
  ]);
  return Object.fromEntries(both);
}

/** The tags that something is to be made with. */
export function requestTags(tags: ReadonlyMap<string, string>): Context {
  if (tags.size === 0) return {};
  const each = [...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value] as const);
  return { ...Object.fromEntries(each), 'aws:TagKeys': [...tags.keys()] };
}

/** The tags of a request, by the kind of resource that they are for. */
export function tagsByType(params: Params): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const specification of structures(params, 'TagSpecification')) {
    const type = text(specification, 'ResourceType') ?? '';
    const tags = found.get(type) ?? new Map<string, string>();
    for (const tag of structures(specification, 'Tag'))
      tags.set(text(tag, 'Key') ?? '', text(tag, 'Value') ?? '');
    found.set(type, tags);
  }
  return found;
}

/** Without the keys that have no value. */
export function present(context: Readonly<Record<string, string | number | boolean | undefined>>): Context {
  return Object.fromEntries(
    Object.entries(context).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)] as const],
    ),
  );
}
