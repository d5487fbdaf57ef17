/** What moto makes of launch templates otherwise than EC2. */
import { because, under, type AllowedDifference } from './allowed-row.js';

const NOT_INHERITED = ['BlockDeviceMappings', 'ImageId', 'KeyName', 'MetadataOptions', 'TagSpecifications'];

export const OF_MOTO_TEMPLATES: readonly AllowedDifference[] = [
  ...because('moto does not inherit from a source version.', {
    'CreateLaunchTemplateVersion: based on the first': under(
      'LaunchTemplateVersion.LaunchTemplateData.',
      ...NOT_INHERITED,
    ),
    DescribeLaunchTemplateVersions: under('LaunchTemplateVersions[].LaunchTemplateData.', ...NOT_INHERITED),
  }),
  ...because('moto applies only the image, the type, the key, the tags and few others of a template.', {
    'RunInstances: from a template': [
      ...under('Instances[].BlockDeviceMappings', '.length', '[].DeviceName'),
      'Instances[].MetadataOptions.HttpTokens',
    ],
  }),
  ...because('moto makes no spot request for a launch that asks for spot.', {
    'RunInstances: for spot': ['Instances[].SpotInstanceRequestId'],
  }),
  ...because('moto answers less of a template that it has deleted.', {
    DeleteLaunchTemplate: under('LaunchTemplate.', 'CreateTime', 'CreatedBy', 'LatestVersionNumber'),
  }),
  ...because('moto says of an unknown ID, too, that there is no such name.', {
    'DeleteLaunchTemplate: again': ['Error.code'],
  }),
];
