import { randomUUID } from 'node:crypto';
import { refuse } from '../../protocol/errors.js';
import { needed, text, texts } from '../../protocol/query.js';
import { iso, type TreeNode } from '../../protocol/xml.js';
import type { LaunchConfiguration } from '../../world/scaling/scaling.js';
import { ACCOUNT } from '../../world/state.js';
import type { Action } from '../action.js';
import { recordPage } from './pages.js';
import { asAnswered, members, picked } from './trees.js';

const KEPT = [
  'ImageId',
  'KeyName',
  'SecurityGroups',
  'UserData',
  'InstanceType',
  'BlockDeviceMappings',
  'InstanceMonitoring',
  'SpotPrice',
  'IamInstanceProfile',
  'EbsOptimized',
  'AssociatePublicIpAddress',
  'PlacementTenancy',
  'MetadataOptions',
];

export const createLaunchConfiguration: Action = {
  takes: `LaunchConfigurationName ${KEPT.join(' ')}`,
  run({ params, region, now }) {
    const name = needed(params, 'LaunchConfigurationName');
    const { launchConfigurations } = region.autoScaling;
    if (launchConfigurations.has(name)) {
      throw refuse(
        'AlreadyExists',
        `Launch Configuration by this name already exists - A launch configuration already exists with the name ${name}`,
      );
    }
    if (text(params, 'ImageId') === undefined || text(params, 'InstanceType') === undefined) {
      throw refuse(
        'ValidationError',
        'Valid requests must contain either the InstanceID parameter or both the ImageId and InstanceType parameters.',
      );
    }
    const arn = `arn:aws:autoscaling:${region.name}:${ACCOUNT}:launchConfiguration:${randomUUID()}:launchConfigurationName/${name}`;
    launchConfigurations.set(name, { name, arn, createdAt: now, data: picked(params, KEPT) });
    return {};
  },
};

/** Names that aren't there are left out, not refused. */
export const describeLaunchConfigurations: Action = {
  takes: 'LaunchConfigurationNames MaxRecords NextToken',
  run({ params, region }) {
    const names = texts(params, 'LaunchConfigurationNames.member');
    const found = [...region.autoScaling.launchConfigurations.values()].filter(
      ({ name }) => names.length === 0 || names.includes(name),
    );
    const { items, nextToken } = recordPage(found, params);
    return { LaunchConfigurations: members(items.map(tree)), NextToken: nextToken };
  },
};

/** What was not given is answered empty or with its default. */
function tree({ name, arn, createdAt, data }: LaunchConfiguration): TreeNode {
  return {
    LaunchConfigurationName: name,
    LaunchConfigurationARN: arn,
    CreatedTime: iso(createdAt),
    KeyName: '',
    UserData: '',
    SecurityGroups: members([]),
    BlockDeviceMappings: members([]),
    ClassicLinkVPCSecurityGroups: members([]),
    KernelId: '',
    RamdiskId: '',
    EbsOptimized: false,
    InstanceMonitoring: { Enabled: true },
    ...asAnswered(data),
  };
}

export const deleteLaunchConfiguration: Action = {
  takes: 'LaunchConfigurationName',
  run({ params, region }) {
    const name = needed(params, 'LaunchConfigurationName');
    const { launchConfigurations, groups } = region.autoScaling;
    const user = [...groups.values()].find(({ source }) => source.launchConfigurationName === name);
    if (user) {
      throw refuse(
        'ResourceInUse',
        `Cannot delete launch configuration ${name} because it is attached to AutoScalingGroup ${user.name}`,
      );
    }
    if (!launchConfigurations.delete(name)) {
      throw refuse(
        'ValidationError',
        `Launch configuration name not found - Launch configuration ${name} not found`,
      );
    }
    return {};
  },
};
