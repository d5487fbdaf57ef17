/**
 * Exactly the EC2 calls that ami-launch makes. The bundler drops every other one of EC2's 800 because of
 * this file, and the IAM policies in the README are checked against it.
 */
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplateVersionsCommand,
  GetConsoleOutputCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';

export { EC2Client as Client } from '@aws-sdk/client-ec2';

export const commands = {
  DescribeImages: DescribeImagesCommand,
  DescribeInstances: DescribeInstancesCommand,
  DescribeInstanceStatus: DescribeInstanceStatusCommand,
  DescribeInstanceTypes: DescribeInstanceTypesCommand,
  DescribeLaunchTemplateVersions: DescribeLaunchTemplateVersionsCommand,
  GetConsoleOutput: GetConsoleOutputCommand,
  RunInstances: RunInstancesCommand,
  TerminateInstances: TerminateInstancesCommand,
};
