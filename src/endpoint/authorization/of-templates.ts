/**
 * What EC2's calls on launch templates ask of IAM.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
 */
import { text, type Params } from '../protocol/query.js';
import type { View } from '../world/consistency.js';
import { ACCOUNT } from '../world/state.js';
import type { Authorization } from './authorization.js';
import { requestTags, resourceTags } from './tags.js';

type Questions = (params: Params, view: View, action: string) => Authorization[];

/** A launch template that is there, or is made with tags. */
export const onTemplate: Questions = (params, view, action) => {
  const id = text(params, 'LaunchTemplateId');
  const template = view.region.launchTemplates.get(id ?? '');
  const resource = `arn:aws:ec2:${view.region.name}:${ACCOUNT}:launch-template/${id ?? '*'}`;
  const tags = requestTags(params).get('launch-template');
  return [
    { action, resource, context: { ...resourceTags(template), ...tags } },
    ...(tags === undefined
      ? []
      : [
          {
            action: 'ec2:CreateTags',
            resource,
            context: { 'ec2:CreateAction': action.replace('ec2:', ''), ...tags },
          },
        ]),
  ];
};
