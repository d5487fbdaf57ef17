/**
 * What the calls of Auto Scaling ask of IAM, and those of EC2 on launch templates.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2 Auto Scaling" and "… Amazon
 * EC2"; Auto Scaling user guide, "Control Amazon EC2 launch template usage in Auto Scaling groups": who names a launch template
 * must be allowed to launch by it. From memory: that tags of a new group are asked about as CreateOrUpdateTags.
 */
import { asLaunched } from '../actions/launch/template.js';
import { structures, text, type Params } from '../protocol/query.js';
import type { View } from '../world/consistency.js';
import { ACCOUNT } from '../world/state.js';
import type { Authorization } from './authorization.js';
import { launchAuthorizations } from './of-launch.js';
import { requestTags, resourceTags } from './tags.js';

type Questions = (params: Params, view: View, action: string) => Authorization[];

export const ofScaling: Questions = (params, view, action) => {
  const name = text(params, 'AutoScalingGroupName');
  if (/:Describe/.test(action) || name === undefined) return [{ action, resource: '*', context: {} }];
  const resource = groupArn(name, view);
  const tagged = action.endsWith(':CreateAutoScalingGroup') && structures(params, 'Tags.member').length > 0;
  return [
    { action, resource, context: {} },
    ...(tagged ? [{ action: 'autoscaling:CreateOrUpdateTags', resource, context: {} }] : []),
    ...templatesIn(params).flatMap((LaunchTemplate) =>
      launchAuthorizations(asLaunched({ LaunchTemplate }, view), view),
    ),
  ];
};

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** One that is made has no ID in its ARN yet that anybody could know. */
function groupArn(name: string, { region }: View): string {
  const known = region.autoScaling.groups.get(name)?.arn;
  return (
    known ??
    `arn:aws:autoscaling:${region.name}:${ACCOUNT}:autoScalingGroup:${NO_ID}:autoScalingGroupName/${name}`
  );
}

function templatesIn(params: Params): Params[] {
  const { LaunchTemplate: own, MixedInstancesPolicy: mixed, DesiredConfiguration: desired } = params;
  const found = typeof own === 'object' ? [own] : [];
  for (const inside of [mixed, desired]) {
    if (typeof inside === 'object') found.push(...templatesIn(inside));
  }
  // Of a policy the template has its specification inside.
  return found.flatMap((one) => {
    const { LaunchTemplateSpecification: inside } = one;
    return typeof inside === 'object' ? [inside] : [one];
  });
}

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
