import { createHash } from 'node:crypto';
import { refuse } from '../../protocol/errors.js';
import { element, iso, listOf } from '../../protocol/xml.js';
import { regionOf } from '../../world/region.js';
import { ACCOUNT } from '../../world/state.js';
import { newStorageBucket } from '../../world/storage.js';
import { bucketOf, XMLNS, type StorageAction } from './action.js';

/** Source: S3 user guide, "General purpose bucket naming rules". */
const NAME = /^(?!xn--|sthree-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export const createBucket: StorageAction = ({ world, region, request, now }) => {
  const { bucket: name, body } = request;
  if (!NAME.test(name)) throw refuse('InvalidBucketName', 'The specified bucket is not valid.');
  const asked = /<LocationConstraint>([^<]*)</.exec(body.toString('utf8'))?.[1];
  if ((asked ?? 'us-east-1') !== region) {
    throw refuse(
      'IllegalLocationConstraintException',
      `The ${asked ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  const before = world.storage.get(name);
  if (before && before.ownerId !== ACCOUNT) {
    throw refuse(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      409,
    );
  }
  // Source: S3 API reference, CreateBucket: in us-east-1 alone one's own bucket can be made again.
  if (before && region !== 'us-east-1') {
    throw refuse(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
    );
  }
  regionOf(world, region);
  if (!before) world.storage.set(name, newStorageBucket({ name, region, createdAt: now }));
  return { status: 200, headers: { location: `/${name}` } };
};

export const headBucket: StorageAction = (call) => {
  const { region } = bucketOf(call);
  return { status: 200, headers: { 'x-amz-bucket-region': region } };
};

export const deleteBucket: StorageAction = (call) => {
  const { name, objects } = bucketOf(call);
  if (objects.size > 0) {
    throw refuse('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
  }
  call.world.storage.delete(name);
  return { status: 204 };
};

/** S3 knows accounts by an ID of 64 hex digits. */
const OWNER = createHash('sha256').update(ACCOUNT).digest('hex');

/** Nothing stands for us-east-1. */
export const getBucketLocation: StorageAction = (call) => {
  const { region } = bucketOf(call);
  return {
    status: 200,
    body: element('LocationConstraint', region === 'us-east-1' ? '' : region, XMLNS),
  };
};

export const listBuckets: StorageAction = ({ world }) => {
  const own = [...world.storage.values()].filter(({ ownerId }) => ownerId === ACCOUNT);
  const Buckets = listOf(
    'Bucket',
    own.map(({ name, createdAt }) => ({ Name: name, CreationDate: iso(createdAt) })),
  );
  return {
    status: 200,
    body: element('ListAllMyBucketsResult', { Owner: { ID: OWNER }, Buckets }, XMLNS),
  };
};
