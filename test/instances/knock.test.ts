/** Readiness by a port or an HTTP path, against real servers on this machine. */
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ReadContext } from '../../src/context.js';
import { consoleReader } from '../../src/instances/ready/console-reader.js';
import { knock } from '../../src/instances/ready/knock.js';
import { makeRoster } from '../../src/instances/ready/roster.js';
import type { InstanceFacts } from '../../src/instances/look.js';

const CONTEXT = { signal: new AbortController().signal } as ReadContext;
const servers: net.Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: net.Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function roster(addresses: Partial<InstanceFacts>) {
  const made = makeRoster(['i-1'], true);
  const facts = {
    id: 'i-1',
    state: 'running',
    why: undefined,
    instanceType: 't3.micro',
    zone: undefined,
    ours: true,
  } as const;
  made.seen.set('i-1', {
    ...facts,
    privateIp: undefined,
    publicIp: undefined,
    publicDns: undefined,
    ...addresses,
  });
  return made;
}

const HERE = {
  roster: roster({ publicIp: '127.0.0.1' }),
  signal: '',
  address: 'public',
  consoles: consoleReader(true),
} as const;

describe('tcp', () => {
  test('is true once something listens', async () => {
    const port = await listen(net.createServer());
    expect(await knock({ kind: 'tcp', port }, HERE).look(CONTEXT)).toEqual({ done: true });
  });

  test('is not while nothing does', async () => {
    const port = await listen(net.createServer());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await knock({ kind: 'tcp', port }, HERE).look(CONTEXT)).toEqual({ waiting: 'no answer' });
  });
});

describe('http', () => {
  test.each([
    [200, { done: true }],
    [302, { done: true }],
    [404, { waiting: 'no answer' }],
    [503, { waiting: 'no answer' }],
  ])('a status of %i', async (status, seen) => {
    const paths: (string | undefined)[] = [];
    const port = await listen(
      http.createServer((request, response) => {
        paths.push(request.url);
        response.writeHead(status).end();
      }),
    );
    expect(await knock({ kind: 'http', port, path: '/health' }, HERE).look(CONTEXT)).toEqual(seen);
    expect(paths).toEqual(['/health']);
  });
});

test('an instance without the address that is asked for is told so at once', () => {
  const nowhere = { ...HERE, roster: roster({ privateIp: '10.0.0.1' }) };
  expect(() => knock({ kind: 'tcp', port: 22 }, nowhere)).toThrow(
    'Instance i-1 has no public address to knock at',
  );
});
