import type { StorageAction } from './action.js';
import * as buckets from './buckets.js';
import { listObjectsV2 } from './list.js';
import * as objects from './objects.js';

export const S3_ACTIONS: Readonly<Record<string, StorageAction>> = {
  CreateBucket: buckets.createBucket,
  DeleteBucket: buckets.deleteBucket,
  DeleteObject: objects.deleteObject,
  GetBucketLocation: buckets.getBucketLocation,
  GetObject: objects.getObject,
  HeadBucket: buckets.headBucket,
  HeadObject: objects.headObject,
  ListBuckets: buckets.listBuckets,
  ListObjectsV2: listObjectsV2,
  PutObject: objects.putObject,
};
