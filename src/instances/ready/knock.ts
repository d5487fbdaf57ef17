import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { Failure } from '../../failure.js';
import type { InstanceFacts } from '../look.js';
import type { Condition, ReadyAddress } from './condition.js';
import { eachOpen, type Watch } from './look-for.js';
import { factsOf } from './roster.js';

/** These looks cost AWS nothing, but the machine that knocks has a limit on sockets. */
const AT_ONCE = 50;
const ANSWER_WITHIN_MS = 3_000;

type Knock = Extract<Condition, { kind: 'tcp' | 'http' | 'https' }>;

/** Something listens at the port, or answers there over HTTP with a status below 400. */
export const knock: Watch<Knock> = (condition, { roster, address }) => {
  const hosts = new Map(factsOf(roster).map((facts) => [facts.id, hostOf(facts, address)]));
  const port = condition.kind === 'tcp' ? portIsOpen : answersWell;
  return {
    schedule: { first: 0, every: 500, most: 1_000 },
    advice: `Check that the security group lets this runner reach port ${condition.port}, and that something listens there.`,
    look: eachOpen(
      roster.ids,
      AT_ONCE,
      async (ids, { signal }) => {
        const answers = await Promise.all(
          ids.map((id) => port(hosts.get(id) ?? '', condition as never, signal)),
        );
        return ids.filter((_id, index) => answers[index]);
      },
      'no answer',
    ),
  };
};

function hostOf(facts: InstanceFacts, address: ReadyAddress): string {
  const host = { public: facts.publicIp, private: facts.privateIp, dns: facts.publicDns }[address];
  if (host !== undefined) return host;
  throw new Failure(
    'no-address',
    `Instance ${facts.id} has no ${address === 'dns' ? 'public DNS name' : `${address} address`} to knock at.`,
    {
      advice: 'Set `public-ip: true`, or `ready-address: private` where this runner is inside the VPC.',
    },
  );
}

function portIsOpen(host: string, { port }: Knock, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, signal, timeout: ANSWER_WITHIN_MS });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false));
  });
}

function answersWell(
  host: string,
  condition: Exclude<Knock, { kind: 'tcp' }>,
  signal: AbortSignal,
): Promise<boolean> {
  const { kind, port, path } = condition;
  return new Promise((resolve) => {
    // A certificate for a fresh machine's address can't be right yet; nothing secret is sent or believed.
    const options = {
      host,
      port,
      path,
      signal,
      timeout: ANSWER_WITHIN_MS,
      agent: false,
      rejectUnauthorized: false,
    };
    const request = (kind === 'https' ? https : http).get(options, (response) => {
      response.destroy();
      resolve((response.statusCode ?? 500) < 400);
    });
    request.once('timeout', () => request.destroy(new Error('no answer in time')));
    request.once('error', () => resolve(false));
  });
}
