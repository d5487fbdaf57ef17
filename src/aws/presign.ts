/** Loaded on first use, like a service. */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/**
 * A URL by which whoever has it may read the object, without credentials, for `seconds`, and no longer than the credentials
 * of this run live. Nothing is asked of S3. Source: S3 user guide, "Download and upload objects with presigned URLs".
 */
export function presignGet(
  client: S3Client,
  { bucket, key, seconds }: { readonly bucket: string; readonly key: string; readonly seconds: number },
): Promise<string> {
  return getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: seconds });
}

/** When the credentials of this run end, in ms since 1970; undefined where they don't say. */
export async function credentialsEnd({ config }: S3Client): Promise<number | undefined> {
  return (await config.credentials()).expiration?.getTime();
}
