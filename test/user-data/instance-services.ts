/** What a machine fetches secrets from: a metadata service, Parameter Store and Secrets Manager, at one address. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Answer {
  readonly status?: number;
  readonly body: string | object;
}

/** As the metadata service has them. */
export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
}

export interface InstanceServices {
  readonly url: string;
  /** By `ssm:NAME` and `secretsmanager:NAME`; a missing one is refused. */
  readonly secrets: Map<string, string | { readonly binary: string }>;
  /** Answers to give instead, one a request, by path or by target. */
  readonly instead: Map<string, Answer[]>;
  /** Paths and targets, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

const ROLE = '/latest/meta-data/iam/security-credentials/';
const CREDENTIALS: Credentials = { AccessKeyId: 'ASIAX', SecretAccessKey: 'not/a+secret', Token: 'token==' };
const METADATA: Readonly<Record<string, string>> = {
  [ROLE]: 'web\n',
  '/latest/meta-data/placement/region': 'eu-west-1',
  '/latest/meta-data/services/domain': 'amazonaws.com',
};

export async function startInstanceServices(credentials = CREDENTIALS): Promise<InstanceServices> {
  const secrets: InstanceServices['secrets'] = new Map();
  const instead: InstanceServices['instead'] = new Map();
  const asked: string[] = [];
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const target = request.headers['x-amz-target']?.toString() ?? request.url ?? '';
    asked.push(target);
    return (
      instead.get(target)?.shift() ??
      (request.method === 'POST' ? service(request, secrets) : metadata(request, credentials))
    );
  };
  const server = createServer((request, response) => void answer(request).then((one) => send(response, one)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    instead,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function send(response: ServerResponse, { status = 200, body }: Answer): void {
  response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
}

function metadata({ method, url = '', headers }: IncomingMessage, credentials: Credentials): Answer {
  if (method === 'PUT')
    return headers['x-aws-ec2-metadata-token-ttl-seconds'] === undefined
      ? { status: 400, body: '' }
      : { body: 'T' };
  if (headers['x-aws-ec2-metadata-token'] !== 'T') return { status: 401, body: '' };
  const body = url === `${ROLE}web` ? JSON.stringify(credentials) : METADATA[url];
  return body === undefined ? { status: 404, body: '' } : { body };
}

async function service(request: IncomingMessage, secrets: InstanceServices['secrets']): Promise<Answer> {
  const { headers } = request;
  const name = headers['x-amz-target'] === 'AmazonSSM.GetParameter' ? 'ssm' : 'secretsmanager';
  const signed = new RegExp(
    `^AWS4-HMAC-SHA256 Credential=ASIAX/\\d{8}/eu-west-1/${name}/aws4_request, SignedHeaders=\\S+, Signature=[0-9a-f]{64}$`,
  );
  if (!signed.test(headers.authorization ?? '') || headers['x-amz-security-token'] !== 'token==')
    return { status: 403, body: { __type: 'IncompleteSignature' } };
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const body = JSON.parse(text) as Record<string, unknown>;
  const found = secrets.get(`${name}:${String(body['Name'] ?? body['SecretId'])}`);
  if (found === undefined) {
    const message = 'User: web is not authorized to do that';
    return { status: 400, body: { __type: 'com.amazon#AccessDeniedException', message } };
  }
  if (typeof found !== 'string') return { body: { SecretBinary: found.binary } };
  if (name === 'secretsmanager') return { body: { SecretString: found } };
  return { body: { Parameter: { Value: body['WithDecryption'] === true ? found : 'encrypted' } } };
}
