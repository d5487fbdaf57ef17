/** Stands between the bundle and moto, and does what moto's cloud lacks. Everything else passes as it is. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Moto } from './moto.js';

export interface Relay {
  readonly url: string;
  /** The actions that came, in order. */
  readonly calls: readonly string[];
  stop(): Promise<void>;
}

/**
 * What it does itself:
 * - builders are stopped as soon as they are launched: moto's machines run no user data;
 * - consoles end with the signal of the builder that was launched last: moto's is a constant text;
 * - the tags of snapshots are taken out of CreateImage, which moto answers with status 500;
 * - DescribeImageReferences, which moto does not know, names the machines that moto says run from the images.
 *
 * @param stopNow stops machines of moto
 */
export async function startRelay(moto: Moto, stopNow: (ids: string[]) => Promise<unknown>): Promise<Relay> {
  const calls: string[] = [];
  let signal = '';
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await textOf(request);
    const params = new URLSearchParams(body);
    const action = params.get('Action') ?? String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    calls.push(action);
    if (action === 'GetConsoleOutput')
      return void response.end(consoleOf(params, `ami-launch-signal: ${signal} ok\n`));
    if (action === 'DescribeImageReferences')
      return void response.end(await referencesIn(moto, request, params));
    if (action === 'CreateImage') withoutSnapshotTags(params);
    const answered = await pass(moto, request, params.has('Action') ? params.toString() : body);
    const text = await answered.text();
    if (action === 'RunInstances' && answered.ok) {
      const found = tagIn(params, 'ami-launch:signal');
      if (tagIn(params, 'ami-launch:role') === 'builder' && found !== undefined) {
        signal = found;
        await stopNow([...text.matchAll(/<instanceId>(i-\w+)</g)].map(([, id = '']) => id));
      }
    }
    response.writeHead(answered.status, {
      'content-type': answered.headers.get('content-type') ?? 'text/xml',
    });
    response.end(text);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function pass({ url }: Moto, { method = 'POST', url: path = '/', headers }: IncomingMessage, body: string) {
  // moto tells services and regions apart by these.
  const kept = ['authorization', 'content-type', 'x-amz-target', 'x-amz-date'].flatMap((name) =>
    headers[name] === undefined ? [] : [[name, String(headers[name])] as [string, string]],
  );
  return fetch(`${url}${path}`, { method, headers: kept, ...(body === '' ? {} : { body }) });
}

/** Of whatever the request tags. */
function tagIn(params: URLSearchParams, key: string): string | undefined {
  const [name] = [...params].find(([name, value]) => name.endsWith('.Key') && value === key) ?? [];
  return name === undefined ? undefined : (params.get(name.replace(/Key$/, 'Value')) ?? undefined);
}

function withoutSnapshotTags(params: URLSearchParams): void {
  const [name = ''] = [...params].find(([, value]) => value === 'snapshot') ?? [];
  const prefix = name.replace(/ResourceType$/, '');
  if (prefix !== '') for (const one of [...params.keys()]) if (one.startsWith(prefix)) params.delete(one);
}

function consoleOf(params: URLSearchParams, text: string): string {
  const output = Buffer.from(text).toString('base64');
  return `<GetConsoleOutputResponse><instanceId>${params.get('InstanceId') ?? ''}</instanceId><output>${output}</output></GetConsoleOutputResponse>`;
}

async function referencesIn(moto: Moto, request: IncomingMessage, params: URLSearchParams): Promise<string> {
  const ids = [...params].filter(([name]) => /^ImageId\.\d+$/.test(name)).map(([, value]) => value);
  const asked = new URLSearchParams({ Action: 'DescribeInstances', Version: '2016-11-15' });
  asked.set('Filter.1.Name', 'image-id');
  for (const [index, id] of ids.entries()) asked.set(`Filter.1.Value.${index + 1}`, id);
  asked.set('Filter.2.Name', 'instance-state-name');
  asked.set('Filter.2.Value.1', 'running');
  const text = await (await pass(moto, request, asked.toString())).text();
  const items = [...text.matchAll(/<instanceId>(i-\w+)<[\s\S]*?<imageId>(ami-\w+)</g)].map(
    ([, instance = '', image = '']) =>
      `<item><imageId>${image}</imageId><resourceType>ec2:Instance</resourceType><arn>arn:aws:ec2:eu-west-1:123456789012:instance/${instance}</arn></item>`,
  );
  return `<DescribeImageReferencesResponse><imageReferenceSet>${items.join('')}</imageReferenceSet></DescribeImageReferencesResponse>`;
}
