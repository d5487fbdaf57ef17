/** S3, as far as staging goes. */
import * as s3 from '@aws-sdk/client-s3';
import { askS3, type Case } from './case.js';

const Bucket = 'staging-of-the-peers';
const object = { Bucket, Key: 'runs/1/user data' };
const NONE = { Bucket: 'none-of-the-peers' };

export const STORAGE_CASES: readonly Case[] = [
  askS3(s3.CreateBucketCommand, 'anew', () => ({ Bucket })),
  askS3(s3.CreateBucketCommand, 'of a name that none can have', () => ({ Bucket: 'No' })),
  askS3(s3.ListBucketsCommand, 'all', () => ({})),
  askS3(s3.HeadBucketCommand, 'that is there', () => ({ Bucket })),
  askS3(s3.HeadBucketCommand, 'that does not exist', () => NONE),
  askS3(s3.GetBucketLocationCommand, 'at home', () => ({ Bucket })),
  askS3(s3.PutObjectCommand, 'anew', () => ({
    ...object,
    Body: 'hello',
    ContentType: 'text/plain',
    Metadata: { by: 'peers' },
  })),
  askS3(s3.PutObjectCommand, 'in no bucket', () => ({ ...NONE, Key: 'a', Body: 'hello' })),
  askS3(s3.HeadObjectCommand, 'that is there', () => object),
  askS3(s3.HeadObjectCommand, 'that does not exist', () => ({ Bucket, Key: 'none' })),
  askS3(s3.GetObjectCommand, 'that is there', () => object),
  askS3(s3.GetObjectCommand, 'that does not exist', () => ({ Bucket, Key: 'none' })),
  askS3(s3.ListObjectsV2Command, 'under a prefix', () => ({ Bucket, Prefix: 'runs/' })),
  askS3(s3.ListObjectsV2Command, 'by folders', () => ({ Bucket, Delimiter: '/' })),
  askS3(s3.ListObjectsV2Command, 'in no bucket', () => NONE),
  askS3(s3.DeleteBucketCommand, 'that is not empty', () => ({ Bucket })),
  askS3(s3.DeleteObjectCommand, 'that is there', () => object),
  askS3(s3.DeleteObjectCommand, 'that does not exist', () => object),
  askS3(s3.DeleteBucketCommand, 'that is empty', () => ({ Bucket })),
];
