import { parseQuery, text, type Params } from '../protocol/query.js';
import type { JsonInput } from '../actions/json-action.js';
import type { StorageRequest } from '../actions/storage/action.js';
import { readStorageRequest, storageActionOf } from './storage-request.js';

/** The services that speak the query protocol. */
export type QueryService = 'ec2' | 'sts' | 'autoscaling' | 'cloudformation' | 'elasticbeanstalk';

/** What a request is about, whichever protocol it speaks. */
export type Asked = {
  readonly action: string;
  readonly region: string;
} & (
  | { readonly service: QueryService; readonly params: Params }
  | { readonly service: 'ssm' | 'kms' | 'codedeploy'; readonly params: JsonInput }
  | { readonly service: 's3'; readonly params: JsonInput; readonly request: StorageRequest }
);

export interface Incoming {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
}

const DEFAULT_REGION = 'us-east-1';

/** The API versions of the query services that aren't EC2. */
const VERSIONS: Readonly<Record<string, Exclude<QueryService, 'ec2'>>> = {
  '2011-06-15': 'sts',
  '2011-01-01': 'autoscaling',
  '2010-05-15': 'cloudformation',
  '2010-12-01': 'elasticbeanstalk',
};

/** The services of JSON 1.1, by what stands before the dot of their targets. */
const TARGETS: Readonly<Record<string, 'ssm' | 'kms' | 'codedeploy'>> = {
  AmazonSSM: 'ssm',
  TrentService: 'kms',
  CodeDeploy_20141006: 'codedeploy',
};

/**
 * JSON services name their operation in a header; query services say by their version who they are; only S3 has paths,
 * and only it signs in the query.
 */
export function readRequest(incoming: Incoming): Asked {
  const { headers, query, path } = incoming;
  const scope = scopeOf(incoming);
  const region = scope?.region ?? DEFAULT_REGION;
  if (path !== '/' || scope?.service === 's3') return askedOfStorage(incoming, region);
  const target = headers['x-amz-target'];
  const body = incoming.body.toString('utf8');
  if (typeof target === 'string') return askedInJson(target, body, region);
  const params = parseQuery(body === '' ? query : body);
  const service = VERSIONS[text(params, 'Version') ?? ''] ?? 'ec2';
  return { service, action: text(params, 'Action') ?? '', region, params };
}

function askedOfStorage(incoming: Incoming, region: string): Asked {
  const request = readStorageRequest(incoming);
  const { bucket, key } = request;
  const params = { Bucket: bucket, ...(key !== '' && { Key: key }), ...request.shown };
  return { service: 's3', action: storageActionOf(request), region, params, request };
}

function askedInJson(target: string, body: string, region: string): Asked {
  const [api = '', action = ''] = target.split('.');
  const params = JSON.parse(body === '' ? '{}' : body) as JsonInput;
  return { service: TARGETS[api] ?? 'ssm', action, region, params };
}

/** `Credential=KEY/DATE/REGION/SERVICE/aws4_request`: signatures are not checked, only read. */
function scopeOf({ headers, query }: Incoming): { region: string; service: string } | undefined {
  const { authorization } = headers;
  const signed =
    typeof authorization === 'string'
      ? authorization
      : `Credential=${new URLSearchParams(query).get('X-Amz-Credential') ?? ''}`;
  const [, region, service] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(signed) ?? [];
  return region === undefined || service === undefined ? undefined : { region, service };
}
