import { parseQuery, text, type Params } from '../protocol/query.js';
import type { JsonInput } from '../actions/json-action.js';

/** What a request is about, whichever protocol it speaks. */
export type Asked = {
  readonly action: string;
  readonly region: string;
} & (
  | { readonly service: 'ec2' | 'sts'; readonly params: Params }
  | { readonly service: 'ssm'; readonly params: JsonInput }
);

export interface Incoming {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: string;
  readonly body: string;
}

const DEFAULT_REGION = 'us-east-1';
const STS_VERSION = '2011-06-15';

/** JSON services name their operation in a header; query services say by their version who they are. */
export function readRequest({ headers, query, body }: Incoming): Asked {
  const region = regionOf(headers['authorization']);
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const action = target.split('.').at(-1) ?? '';
    return { service: 'ssm', action, region, params: JSON.parse(body === '' ? '{}' : body) as JsonInput };
  }
  const params = parseQuery(body === '' ? query : body);
  const service = text(params, 'Version') === STS_VERSION ? 'sts' : 'ec2';
  return { service, action: text(params, 'Action') ?? '', region, params };
}

/** `Credential=KEY/DATE/REGION/SERVICE/aws4_request`: signatures are not checked, only read. */
function regionOf(authorization: string | string[] | undefined): string {
  const scope =
    typeof authorization === 'string' ? /Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization) : null;
  return scope?.[1] ?? DEFAULT_REGION;
}
