/** Stands before the endpoint, and makes of its answers what nobody should have to read. */
import { Agent, createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** One byte after the other, with so many milliseconds between them. */
  readonly dripMs?: number;
}

export interface Mutation {
  readonly name: string;
  readonly of: (answer: HttpAnswer) => HttpAnswer;
  /** It says of what was made that it was not: nobody can know then what is left. */
  readonly lies?: boolean;
}

export interface Proxy {
  readonly url: string;
  /** From now on; undefined: answers go through as they are. The action's name, or every action. */
  mutate(mutation: Mutation | undefined, action?: string): void;
  /** Told of each answer of the endpoint, before anything is made of it. */
  onAnswer(told: ((action: string, answer: HttpAnswer) => void) | undefined): void;
  /** The user data that was sent, decoded as far as it can be. */
  readonly bodies: string[];
  close(): void;
}

/** @param url the endpoint's */
export async function startProxy(url: string): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true });
  let current: { mutation: Mutation; action: string | undefined } | undefined;
  let told: ((action: string, answer: HttpAnswer) => void) | undefined;
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    response.sendDate = false;
    void serve(request, response).catch(() => request.socket.destroy());
  });
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    bodies.push(body.toString());
    const action = actionOf(request, body.toString());
    const answer = await forward(url, agent, request, body);
    told?.(action, answer);
    const hostile = current !== undefined && (current.action ?? action) === action;
    await send(hostile ? current!.mutation.of(answer) : answer, response);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mutate: (mutation, action) => void (current = mutation && { mutation, action }),
    onAnswer: (listener) => void (told = listener),
    bodies,
    close() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

function forward(url: string, agent: Agent, from: IncomingMessage, body: Buffer): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers } = from;
    const sent = ask(`${url}${from.url ?? '/'}`, { agent, method, headers }, (response) => {
      void bodyOf(response).then(
        (answer) => resolve({ status: response.statusCode ?? 500, headers: response.headers, body: answer }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function send({ status, headers, body, dripMs }: HttpAnswer, response: ServerResponse): Promise<void> {
  const own = ['content-length', 'transfer-encoding', 'connection'];
  const rest = Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => value !== undefined && !own.includes(name)),
  ) as Record<string, string>;
  response.writeHead(status, { ...rest, ...(dripMs === undefined && { 'content-length': body.length }) });
  if (dripMs === undefined) return void response.end(body);
  for (const byte of body) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await new Promise((resolve) => setTimeout(resolve, dripMs));
  }
  response.end();
}

function actionOf({ method, url = '/', headers }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? '';
  const named = /(?:^|&)Action=(\w+)/.exec(body)?.[1];
  if (named !== undefined) return named;
  if (url.includes('list-type=2')) return 'ListObjectsV2';
  return { PUT: 'PutObject', DELETE: 'DeleteObject', GET: 'GetObject' }[method ?? ''] ?? 'unknown';
}

async function bodyOf(from: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of from) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
