import type { Action } from './action.js';
import { getConsoleOutput } from './console.js';
import { copyImage } from './copy-image.js';
import { createImage } from './create-image.js';
import * as encryption from './encryption.js';
import { getCallerIdentity } from './identity.js';
import * as imageAttributes from './image-attributes.js';
import * as imageLife from './image-life.js';
import { describeImageReferences } from './image-references.js';
import { describeImages } from './images.js';
import * as instanceAttributes from './instance-attributes.js';
import * as instanceState from './instance-state.js';
import { describeInstanceStatus } from './instance-status.js';
import * as instanceTypes from './instance-types.js';
import { describeInstances } from './instances.js';
import type { JsonAction } from './json-action.js';
import * as keys from './keys.js';
import * as keyPairs from './key-pairs.js';
import * as templateDeleting from './launch-templates/delete.js';
import * as templateLooking from './launch-templates/describe.js';
import * as templateMaking from './launch-templates/make.js';
import * as networks from './networks.js';
import { describeInstanceInformation } from './instance-information.js';
import * as parameterVersions from './parameter-versions.js';
import * as parameters from './parameters.js';
import * as putting from './put-parameter.js';
import * as regions from './regions.js';
import { runInstances } from './run-instances.js';
import * as groupRules from './security-group-rules.js';
import * as groups from './security-groups.js';
import * as snapshotAttributes from './snapshot-attributes.js';
import * as snapshots from './snapshots.js';
import * as tags from './tags.js';
import * as volumes from './volumes.js';

export const EC2_ACTIONS: Readonly<Record<string, Action>> = {
  AuthorizeSecurityGroupEgress: groupRules.authorizeSecurityGroupEgress,
  AuthorizeSecurityGroupIngress: groupRules.authorizeSecurityGroupIngress,
  CopyImage: copyImage,
  CreateImage: createImage,
  CreateKeyPair: keyPairs.createKeyPair,
  CreateLaunchTemplate: templateMaking.createLaunchTemplate,
  CreateLaunchTemplateVersion: templateMaking.createLaunchTemplateVersion,
  CreateSecurityGroup: groups.createSecurityGroup,
  CreateTags: tags.createTags,
  DeleteKeyPair: keyPairs.deleteKeyPair,
  DeleteLaunchTemplate: templateDeleting.deleteLaunchTemplate,
  DeleteLaunchTemplateVersions: templateDeleting.deleteLaunchTemplateVersions,
  DeleteSecurityGroup: groups.deleteSecurityGroup,
  DeleteSnapshot: snapshots.deleteSnapshot,
  DeleteTags: tags.deleteTags,
  DeleteVolume: volumes.deleteVolume,
  DeregisterImage: imageLife.deregisterImage,
  DescribeAvailabilityZones: regions.describeAvailabilityZones,
  DescribeImageAttribute: imageAttributes.describeImageAttribute,
  DescribeImageReferences: describeImageReferences,
  DescribeImages: describeImages,
  DescribeInstanceAttribute: instanceAttributes.describeInstanceAttribute,
  DescribeInstances: describeInstances,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeInstanceTypeOfferings: instanceTypes.describeInstanceTypeOfferings,
  DescribeInstanceTypes: instanceTypes.describeInstanceTypes,
  DescribeKeyPairs: keyPairs.describeKeyPairs,
  DescribeLaunchTemplates: templateLooking.describeLaunchTemplates,
  DescribeLaunchTemplateVersions: templateLooking.describeLaunchTemplateVersions,
  DescribeRegions: regions.describeRegions,
  DescribeSecurityGroups: groups.describeSecurityGroups,
  DescribeSnapshotAttribute: snapshotAttributes.describeSnapshotAttribute,
  DescribeSnapshots: snapshots.describeSnapshots,
  DescribeSubnets: networks.describeSubnets,
  DescribeTags: tags.describeTags,
  DescribeVolumes: volumes.describeVolumes,
  DescribeVpcs: networks.describeVpcs,
  DisableImage: imageLife.disableImage,
  DisableImageDeprecation: imageLife.disableImageDeprecation,
  DisableImageDeregistrationProtection: imageLife.disableImageDeregistrationProtection,
  EnableImage: imageLife.enableImage,
  EnableImageDeprecation: imageLife.enableImageDeprecation,
  EnableImageDeregistrationProtection: imageLife.enableImageDeregistrationProtection,
  GetConsoleOutput: getConsoleOutput,
  GetEbsDefaultKmsKeyId: encryption.getEbsDefaultKmsKeyId,
  GetEbsEncryptionByDefault: encryption.getEbsEncryptionByDefault,
  ImportKeyPair: keyPairs.importKeyPair,
  ModifyImageAttribute: imageAttributes.modifyImageAttribute,
  ModifyInstanceAttribute: instanceAttributes.modifyInstanceAttribute,
  ModifyLaunchTemplate: templateMaking.modifyLaunchTemplate,
  ModifySnapshotAttribute: snapshotAttributes.modifySnapshotAttribute,
  RebootInstances: instanceState.rebootInstances,
  RevokeSecurityGroupEgress: groupRules.revokeSecurityGroupEgress,
  RevokeSecurityGroupIngress: groupRules.revokeSecurityGroupIngress,
  RunInstances: runInstances,
  StartInstances: instanceState.startInstances,
  StopInstances: instanceState.stopInstances,
  TerminateInstances: instanceState.terminateInstances,
};

export const STS_ACTIONS: Readonly<Record<string, Action>> = {
  GetCallerIdentity: getCallerIdentity,
};

export const SSM_ACTIONS: Readonly<Record<string, JsonAction>> = {
  DeleteParameter: putting.deleteParameter,
  DescribeInstanceInformation: describeInstanceInformation,
  DescribeParameters: parameterVersions.describeParameters,
  GetParameter: parameters.getParameter,
  GetParameterHistory: parameterVersions.getParameterHistory,
  GetParameters: parameters.getParameters,
  GetParametersByPath: parameters.getParametersByPath,
  LabelParameterVersion: parameterVersions.labelParameterVersion,
  PutParameter: putting.putParameter,
};

export const KMS_ACTIONS: Readonly<Record<string, JsonAction>> = {
  CreateAlias: keys.createAlias,
  CreateGrant: keys.createGrant,
  CreateKey: keys.createKey,
  DescribeKey: keys.describeKey,
  ListAliases: keys.listAliases,
  ListGrants: keys.listGrants,
  RevokeGrant: keys.revokeGrant,
};
