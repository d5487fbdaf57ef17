/** Exactly the Systems Manager calls that ami-launch makes: see ec2.ts. */
import {
  DescribeInstanceInformationCommand,
  GetParametersCommand,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';

export { SSMClient as Client } from '@aws-sdk/client-ssm';

export const commands = {
  DescribeInstanceInformation: DescribeInstanceInformationCommand,
  GetParameters: GetParametersCommand,
  PutParameter: PutParameterCommand,
};
