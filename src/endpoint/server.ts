import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { control as controlOf, type Control } from './control.js';
import { isControl, serveControl } from './control-http.js';
import { simulatedHost } from './hosts/simulated.js';
import { serve, type RequestHook, type Serving } from './services/serve.js';
import type { CloudSettings } from './world/settings.js';
import { newWorld } from './world/world.js';

export interface EndpointOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Cloud seconds per real second. */
  readonly speed?: number;
  readonly settings?: Partial<CloudSettings>;
}

export interface Endpoint {
  /** What AWS_ENDPOINT_URL is to be set to. */
  readonly url: string;
  readonly control: Control;
  close(): Promise<void>;
}

/** Starts a cloud on this machine that speaks the wire protocols of EC2 and of what is used beside it: SSM, STS, S3, KMS, Auto Scaling, CloudFormation, Elastic Beanstalk, CodeDeploy. */
export async function startEndpoint(options: EndpointOptions = {}): Promise<Endpoint> {
  const { port = 0, host = '127.0.0.1', speed = 1, settings = {} } = options;
  const world = newWorld(speed, settings);
  const hooks = new Set<RequestHook>();
  const serving: Serving = { world, host: simulatedHost(world), hooks };
  const control = controlOf(serving, hooks);
  const server = createServer((request, response) => {
    // Time may run faster here: clients would take their own clocks for wrong, and each refusal for a result of that.
    response.sendDate = false;
    respond(serving, control, request, response).catch(() => request.socket.destroy());
  });
  await listening(server, port, host);
  const { port: actual } = server.address() as AddressInfo;
  return { url: `http://${host}:${actual}`, control, close: () => closed(server) };
}

async function respond(
  serving: Serving,
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  const url = new URL(`http://endpoint${request.url ?? '/'}`);
  const { method = 'GET' } = request;
  if (isControl(url.pathname)) {
    const asked = { method, path: url.pathname, body: body.toString('utf8') };
    const { status, json } = serveControl(control, asked);
    response.writeHead(status, { 'content-type': 'application/json' }).end(json);
    return;
  }
  const served = await serve(serving, {
    method,
    headers: request.headers,
    path: url.pathname,
    query: url.search.slice(1),
    body,
  });
  if (served === 'hang') return;
  if (served === 'cut') {
    request.socket.destroy();
    return;
  }
  const type = served.type === undefined ? {} : { 'content-type': served.type };
  response.writeHead(served.status, { ...served.headers, ...type }).end(served.body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/** Ends connections that still hang, too. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
