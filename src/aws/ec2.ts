/**
 * Exactly the EC2 calls that ami-launch makes. The bundler drops every other one of EC2's 800 because of
 * this file, and the IAM policies in the README are checked against it.
 */
import {
  CopyImageCommand,
  CreateImageCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImageReferencesCommand,
  DescribeImagesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypesCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSnapshotsCommand,
  EnableImageDeprecationCommand,
  GetConsoleOutputCommand,
  GetEbsDefaultKmsKeyIdCommand,
  ModifyImageAttributeCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';

export { EC2Client as Client } from '@aws-sdk/client-ec2';

export const commands = {
  CopyImage: CopyImageCommand,
  CreateImage: CreateImageCommand,
  CreateTags: CreateTagsCommand,
  DeleteSnapshot: DeleteSnapshotCommand,
  DeregisterImage: DeregisterImageCommand,
  DescribeImageAttribute: DescribeImageAttributeCommand,
  DescribeImageReferences: DescribeImageReferencesCommand,
  DescribeImages: DescribeImagesCommand,
  DescribeInstanceStatus: DescribeInstanceStatusCommand,
  DescribeInstanceTypes: DescribeInstanceTypesCommand,
  DescribeInstances: DescribeInstancesCommand,
  DescribeLaunchTemplateVersions: DescribeLaunchTemplateVersionsCommand,
  DescribeSnapshots: DescribeSnapshotsCommand,
  EnableImageDeprecation: EnableImageDeprecationCommand,
  GetConsoleOutput: GetConsoleOutputCommand,
  GetEbsDefaultKmsKeyId: GetEbsDefaultKmsKeyIdCommand,
  ModifyImageAttribute: ModifyImageAttributeCommand,
  ModifyInstanceAttribute: ModifyInstanceAttributeCommand,
  RunInstances: RunInstancesCommand,
  StartInstances: StartInstancesCommand,
  TerminateInstances: TerminateInstancesCommand,
};
