/** Exactly the S3 calls that ami-launch makes: see ec2.ts. */
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';

export { S3Client as Client } from '@aws-sdk/client-s3';

export const commands = {
  DeleteObject: DeleteObjectCommand,
  ListObjectsV2: ListObjectsV2Command,
  PutObject: PutObjectCommand,
};
