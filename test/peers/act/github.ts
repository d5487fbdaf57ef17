/** As much of GitHub's API as the workflows of ours need: comments, deployments, branches, pull requests, runners. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROUTES as OF_BRANCHES, type Repository } from './github-branches.js';
import { ADMIN_TOKEN, answerOfRunners, type Runner, type GithubAnswer } from './github-runners.js';

export const TOKEN = 'ghs_0000000000000000000000000000000000000';

export interface FakeGithub {
  readonly url: string;
  readonly comments: { readonly id: number; readonly issue: number; body: string }[];
  readonly deployments: Deployment[];
  readonly repository: Repository;
  /** All that were ever registered. */
  readonly runners: Runner[];
  /** Requests that it had no answer to: `METHOD /path`. */
  readonly refused: string[];
  close(): void;
}

interface Deployment {
  readonly id: number;
  readonly environment: string;
  readonly description: string;
  readonly states: string[];
  /** Where the link of its last status leads; empty when it has none. */
  url: string;
}

type State = Pick<FakeGithub, 'comments' | 'deployments' | 'repository' | 'runners' | 'refused'>;
type Body = Readonly<Record<string, string>>;
/** From what was asked, in the body or the query, and the number in the path. */
type Answer = (state: State, asked: Body, id: number) => unknown;

const AUTHOR = { login: 'github-actions[bot]', type: 'Bot' };

const ROUTES: readonly (readonly [string, RegExp, Answer])[] = [
  [
    'GET',
    /^\/issues\/(\d+)\/comments$/,
    ({ comments }, _asked, issue) =>
      comments.filter((one) => one.issue === issue).map((one) => ({ ...one, user: AUTHOR })),
  ],
  [
    'POST',
    /^\/issues\/(\d+)\/comments$/,
    ({ comments }, { body = '' }, issue) => added(comments, { id: comments.length + 1, issue, body }),
  ],
  [
    'PATCH',
    /^\/issues\/comments\/(\d+)$/,
    ({ comments }, { body = '' }, id) => Object.assign(comments[id - 1] ?? {}, { body }),
  ],
  [
    'GET',
    /^\/deployments$/,
    ({ deployments }, asked) =>
      deployments.filter(({ environment }) => environment === asked['environment']).reverse(),
  ],
  [
    'POST',
    /^\/deployments$/,
    ({ deployments }, { environment = '', description = '' }) =>
      added(deployments, { id: deployments.length + 1, environment, description, states: [], url: '' }),
  ],
  [
    'GET',
    /^\/deployments\/(\d+)\/statuses$/,
    ({ deployments }, _asked, id) =>
      deployments[id - 1]?.states.map((state, index) => ({ id: index + 1, state })).reverse(),
  ],
  [
    'POST',
    /^\/deployments\/(\d+)\/statuses$/,
    ({ deployments }, { state = '', environment_url: url = '' }, id) => {
      Object.assign(deployments[id - 1] ?? {}, { url });
      return { id: deployments[id - 1]?.states.push(state), state };
    },
  ],
];

export async function startGithub(repository: string): Promise<FakeGithub> {
  const state: State = {
    comments: [],
    deployments: [],
    repository: { commits: [], branches: new Map(), pulls: [] },
    runners: [],
    refused: [],
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status, json } = answer(request, body, { state, repository });
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(json === undefined ? undefined : JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { ...state, url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

function answer(
  { method = '', url = '', headers }: IncomingMessage,
  body: Body,
  { state, repository }: { readonly state: State; readonly repository: string },
): GithubAnswer {
  const token = /^(?:token|Bearer) (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  if (token !== TOKEN && token !== ADMIN_TOKEN) return { status: 401, json: { message: 'Bad credentials' } };
  const { pathname, searchParams } = new URL(url, 'http://github');
  const asked = { ...Object.fromEntries(searchParams), ...body };
  if (pathname === '/graphql') return { status: 200, json: { data: { viewer: { login: AUTHOR.login } } } };
  const own = `/repos/${repository}`;
  if (pathname.startsWith(`${own}/actions/runners`)) {
    const path = pathname.slice(`${own}/actions/runners`.length);
    return answerOfRunners(state.runners, { method, path, token, asked });
  }
  for (const [verb, pattern, make] of ROUTES) {
    const found = pathname.startsWith(own) && verb === method && pattern.exec(pathname.slice(own.length));
    if (found) return { status: verb === 'POST' ? 201 : 200, json: make(state, asked, Number(found[1])) };
  }
  for (const [verb, pattern, make] of OF_BRANCHES) {
    const found = pathname.startsWith(own) && verb === method && pattern.exec(pathname.slice(own.length));
    if (found) {
      const json = make(state.repository, asked, decodeURIComponent(found[1] ?? ''));
      return json === undefined
        ? { status: 404, json: { message: 'Not Found' } }
        : { status: verb === 'POST' ? 201 : 200, json };
    }
  }
  state.refused.push(`${method} ${url}`);
  return { status: 404, json: { message: 'Not Found' } };
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text === '' ? {} : (JSON.parse(text) as Body);
}

function added<T>(list: T[], thing: T): T {
  list.push(thing);
  return thing;
}
