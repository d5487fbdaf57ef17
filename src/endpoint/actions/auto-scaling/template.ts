import { ApiError, refuse } from '../../protocol/errors.js';
import { structures, text, type Params } from '../../protocol/query.js';
import type { TreeNode } from '../../protocol/xml.js';
import type { MixedInstances, TemplateSpecification } from '../../world/scaling/source.js';
import type { View } from '../../world/consistency.js';
import { templateNeeded, versionOf } from '../launch-templates/find.js';
import { asAnswered, members } from './trees.js';

/** The template that a group is to launch from. Throws ValidationError where there is none, in Auto Scaling's words around EC2's. */
export function templateSpecification(view: View, asked: Params): TemplateSpecification {
  const version = text(asked, 'Version') ?? '$Default';
  try {
    const template = templateNeeded(view, asked);
    versionOf(template, version);
    return { id: template.id, name: template.name, version };
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    throw refuse('ValidationError', `You must use a valid fully-formed launch template. ${thrown.message}`);
  }
}

export function templateTree({ id, name, version }: TemplateSpecification): TreeNode {
  return { LaunchTemplateId: id, LaunchTemplateName: name, Version: version };
}

export function mixedInstances(view: View, policy: Params): MixedInstances {
  const { LaunchTemplate: asked, InstancesDistribution: distribution } = policy;
  if (typeof asked !== 'object' || typeof asked['LaunchTemplateSpecification'] !== 'object') {
    throw refuse('ValidationError', 'The mixed instances policy must contain a launch template.');
  }
  const launchTemplate = templateSpecification(view, asked['LaunchTemplateSpecification']);
  refuseSpot(view, asked['LaunchTemplateSpecification']);
  return {
    launchTemplate,
    overrides: structures(asked, 'Overrides.member').map(({ LaunchTemplateSpecification: own, ...data }) => ({
      ...(typeof own === 'object' && { launchTemplate: templateSpecification(view, own) }),
      data,
    })),
    distribution: typeof distribution === 'object' ? distribution : undefined,
  };
}

/** Which market it is the policy says. Source: Auto Scaling user guide, "Troubleshoot Auto Scaling: Launch templates". */
function refuseSpot(view: View, asked: Params): void {
  const { data } = versionOf(templateNeeded(view, asked), text(asked, 'Version') ?? '$Default');
  if (text(data, 'InstanceMarketOptions.MarketType') !== 'spot') return;
  throw refuse(
    'ValidationError',
    'Incompatible launch template: You cannot use a launch template that is set to request Spot Instances (InstanceMarketOptions) ' +
      'when you configure an Auto Scaling group with a mixed instances policy. Add a different launch template to the group and try again.',
  );
}

/** Defaults by the API reference, InstancesDistribution. */
export function mixedTree({ launchTemplate, overrides, distribution }: MixedInstances): TreeNode {
  return {
    LaunchTemplate: {
      LaunchTemplateSpecification: templateTree(launchTemplate),
      Overrides: members(
        overrides.map(({ launchTemplate: own, data }) => ({
          ...asAnswered(data),
          ...(own && { LaunchTemplateSpecification: templateTree(own) }),
        })),
      ),
    },
    InstancesDistribution: {
      OnDemandAllocationStrategy: 'prioritized',
      OnDemandBaseCapacity: 0,
      OnDemandPercentageAboveBaseCapacity: 100,
      SpotAllocationStrategy: 'lowest-price',
      ...asAnswered(distribution ?? {}),
    },
  };
}
