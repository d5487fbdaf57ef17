/** Exactly the KMS calls that ami-launch makes: see ec2.ts. */
import { CreateGrantCommand, DescribeKeyCommand } from '@aws-sdk/client-kms';

export { KMSClient as Client } from '@aws-sdk/client-kms';

export const commands = { CreateGrant: CreateGrantCommand, DescribeKey: DescribeKeyCommand };
