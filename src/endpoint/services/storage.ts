import { S3_ACTIONS } from '../actions/storage/table.js';
import { element } from '../protocol/xml.js';
import { refuse, type ApiError } from '../protocol/errors.js';
import { presigned } from '../protocol/presigned.js';
import type { World } from '../world/state.js';
import type { Answer } from './answer.js';
import type { Asked } from './request.js';

type AskedOfStorage = Extract<Asked, { service: 's3' }>;

const XML = 'application/xml';

/** Does what S3 was asked for. Throws an ApiError where it would refuse. */
export function storageWork(world: World, asked: AskedOfStorage, requestId: string): Answer {
  const { action, region, request } = asked;
  checkSignature(world, asked);
  const run = Object.hasOwn(S3_ACTIONS, action) ? S3_ACTIONS[action] : undefined;
  if (!run) {
    throw refuse(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      501,
    );
  }
  const { status, headers = {}, body = '' } = run({ world, region, request, now: world.clock.now() });
  return {
    status,
    type: headers['content-type'] ?? (body === '' ? undefined : XML),
    body: typeof body === 'string' && body !== '' ? `<?xml version="1.0" encoding="UTF-8"?>\n${body}` : body,
    headers: { ...headers, 'x-amz-request-id': requestId },
  };
}

/** Signatures are not recomputed: what is looked at is whether there is one, for what, and until when it holds. */
function checkSignature({ clock }: World, { request, action }: AskedOfStorage): void {
  const { query, headers } = request;
  const signature = presigned(query, clock);
  if (!signature) {
    if (headers['authorization'] === undefined) throw refuse('AccessDenied', 'Access Denied', 403);
    return;
  }
  if (signature.until === undefined) {
    throw refuse(
      'AuthorizationQueryParametersError',
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  if (clock.now() > signature.until) throw refuse('AccessDenied', 'Request has expired', 403);
  // The SDK signs along what a URL is for; the method, which every client signs, can't be read from a signature.
  const signedFor = query.get('x-id') ?? action;
  if (signedFor !== action) {
    throw refuse(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  }
}

/** S3's own envelope, of which a HEAD has only the status. */
export function storageError(
  world: World,
  error: ApiError,
  { request, action }: AskedOfStorage,
  requestId: string,
): Pick<Answer, 'type' | 'body' | 'headers'> {
  const region = world.storage.get(request.bucket)?.region;
  const headers = {
    'x-amz-request-id': requestId,
    ...(region !== undefined && { 'x-amz-bucket-region': region }),
  };
  if (action.startsWith('Head') || request.method === 'HEAD') return { type: undefined, body: '', headers };
  const { bucket, key } = request;
  const body = element('Error', {
    Code: error.code,
    Message: error.message,
    ...(bucket !== '' && { BucketName: bucket }),
    ...(key !== '' && { Key: key }),
    RequestId: requestId,
    HostId: 'c2ltdWxhdGVk',
  });
  return { type: XML, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`, headers };
}
