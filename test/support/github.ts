/**
 * GitHub's API as far as ami-launch uses it, over HTTP: comments, deployments and their statuses, with the limits,
 * pages, refusals and side effects that GitHub documents. Knows accounts by their tokens.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';

interface Account {
  readonly login: string;
  readonly type: 'Bot' | 'User';
  readonly readOnly?: boolean;
}

/** Tokens that the fake knows. The workflow's own token acts as a bot; one of a fork may only read. */
export const TOKENS = {
  workflow: 'ghs_workflow0000000000000000000000000000',
  fork: 'ghs_fork00000000000000000000000000000000',
  person: 'ghp_person000000000000000000000000000000',
} as const;

const ACCOUNTS: Readonly<Record<string, Account>> = {
  [TOKENS.workflow]: { login: 'github-actions[bot]', type: 'Bot' },
  [TOKENS.fork]: { login: 'github-actions[bot]', type: 'Bot', readOnly: true },
  [TOKENS.person]: { login: 'mona', type: 'User' },
};

export interface Comment {
  id: number;
  issue: number;
  body: string;
  user: { login: string; type: string };
}

export interface Deployment {
  id: number;
  ref: string;
  task: string;
  environment: string;
  transient_environment: boolean;
  production_environment: boolean;
  statuses: {
    id: number;
    state: string;
    description: string;
    log_url: string;
    environment_url: string;
  }[];
}

export interface GithubRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** What some requests are answered with, whatever they ask; `undefined`: none at all. */
interface Fault {
  readonly method: string;
  readonly path: RegExp;
  readonly status: number | undefined;
  readonly headers?: Record<string, string>;
  times: number;
}

/** Made anew for each test. */
interface State {
  readonly comments: Comment[];
  readonly deployments: Deployment[];
  readonly requests: GithubRequest[];
  readonly faults: Fault[];
  /** A number that nothing else has. */
  id(): number;
}

function freshState(): State {
  let last = 1000;
  return { comments: [], deployments: [], requests: [], faults: [], id: () => (last += 1) };
}

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

interface Call extends GithubRequest {
  readonly url: URL;
  readonly account: Account;
  /** The groups of the route's pattern. */
  readonly parts: string[];
}

type Answer = (call: Call, state: State) => { status: number; json: unknown };

const REPO = '/repos/octo/web';
const ROUTES: [method: string, pattern: RegExp, answer: Answer][] = [
  ['GET', new RegExp(`^${REPO}/issues/(\\d+)/comments$`), listComments],
  ['POST', new RegExp(`^${REPO}/issues/(\\d+)/comments$`), createComment],
  ['PATCH', new RegExp(`^${REPO}/issues/comments/(\\d+)$`), updateComment],
  ['GET', new RegExp(`^${REPO}/deployments$`), listDeployments],
  ['POST', new RegExp(`^${REPO}/deployments$`), createDeployment],
  ['GET', new RegExp(`^${REPO}/deployments/(\\d+)/statuses$`), listStatuses],
  ['POST', new RegExp(`^${REPO}/deployments/(\\d+)/statuses$`), createStatus],
  ['POST', /^\/graphql$/, viewer],
];

const shown = (comment: Comment) => ({
  ...comment,
  html_url: `https://github.com/octo/web/pull/${comment.issue}#issuecomment-${comment.id}`,
});

function listComments({ parts: [issue] }: Call, { comments }: State) {
  return { status: 200, json: comments.filter((one) => one.issue === Number(issue)).map(shown) };
}

function bodyOf({ body: { body } }: Call): string {
  if (typeof body !== 'string' || body === '') throw new Refused(422, 'Validation Failed: body is missing');
  if (body.length > 65_536)
    throw new Refused(422, 'Validation Failed: body is too long (maximum is 65536 characters)');
  return body;
}

function createComment(call: Call, state: State) {
  const { login, type } = call.account;
  const made = { id: state.id(), issue: Number(call.parts[0]), body: bodyOf(call), user: { login, type } };
  state.comments.push(made);
  return { status: 201, json: shown(made) };
}

function updateComment(call: Call, { comments }: State) {
  const comment = comments.find(({ id }) => id === Number(call.parts[0]));
  if (comment === undefined) throw new Refused(404, 'Not Found');
  // As on GitHub, whoever may write to the repository may edit anybody's comment.
  comment.body = bodyOf(call);
  return { status: 200, json: shown(comment) };
}

function listDeployments({ url }: Call, { deployments }: State) {
  const asked = (name: 'environment' | 'task', value: string) =>
    [null, value].includes(url.searchParams.get(name));
  const json = deployments.filter(
    ({ environment, task }) => asked('environment', environment) && asked('task', task),
  );
  return { status: 200, json: json.reverse() };
}

function createDeployment({ body }: Call, state: State) {
  const { ref, environment = 'production', task = 'deploy' } = body as Record<string, string | undefined>;
  if (ref === undefined || ref === '') throw new Refused(422, 'Validation Failed: ref is missing');
  if (body['required_contexts'] === undefined)
    throw new Refused(409, 'Conflict: Commit status checks failed');
  const made = {
    id: state.id(),
    ref,
    task,
    environment,
    transient_environment: body['transient_environment'] === true,
    production_environment: environment === 'production',
    statuses: [],
  };
  state.deployments.push(made);
  return { status: 201, json: made };
}

function deploymentOf({ parts: [id] }: Call, { deployments }: State): Deployment {
  const found = deployments.find((one) => one.id === Number(id));
  if (found === undefined) throw new Refused(404, 'Not Found');
  return found;
}

function listStatuses(call: Call, state: State) {
  return { status: 200, json: [...deploymentOf(call, state).statuses].reverse() };
}

const STATES = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'];

function createStatus(call: Call, state: State) {
  const deployment = deploymentOf(call, state);
  const {
    state: said = '',
    description = '',
    log_url = '',
    environment_url = '',
  } = call.body as Partial<Deployment['statuses'][number]>;
  if (!STATES.includes(said)) throw new Refused(422, 'Validation Failed: state is not included in the list');
  if (description.length > 140) throw new Refused(422, 'Validation Failed: description is too long');
  const made = { id: state.id(), state: said, description, log_url, environment_url };
  deployment.statuses.push(made);
  if (said === 'success' && call.body['auto_inactive'] !== false) retire(deployment, state);
  return { status: 201, json: made };
}

/** `auto_inactive`, as GitHub's REST reference describes it. */
function retire(by: Deployment, state: State): void {
  for (const one of state.deployments) {
    const { environment, transient_environment, production_environment, statuses } = one;
    if (one === by || environment !== by.environment || transient_environment || production_environment)
      continue;
    const last = statuses.at(-1);
    if (last?.state === 'success') statuses.push({ ...last, id: state.id(), state: 'inactive' });
  }
}

function viewer({ account, body }: Call) {
  if (typeof body['query'] !== 'string' || !/^query \{ viewer \{ login \} \}$/.test(body['query']))
    throw new Refused(400, 'Problems parsing JSON');
  return { status: 200, json: { data: { viewer: { login: account.login } } } };
}

function answer(request: GithubRequest, token: string, url: URL, state: State) {
  const account = ACCOUNTS[token];
  if (account === undefined) throw new Refused(401, 'Bad credentials');
  const fault = state.faults.find(
    ({ method, path: where, times }) => times > 0 && method === request.method && where.test(url.pathname),
  );
  if (fault !== undefined) {
    fault.times -= 1;
    if (fault.status === undefined) return undefined;
    throw new Refused(fault.status, `Faulty on purpose`, fault.headers);
  }
  for (const [method, pattern, make] of ROUTES) {
    const parts = method === request.method ? pattern.exec(url.pathname) : null;
    if (parts === null) continue;
    if (method !== 'GET' && url.pathname !== '/graphql' && account.readOnly === true)
      throw new Refused(403, 'Resource not accessible by integration');
    return make({ ...request, url, account, parts: parts.slice(1) }, state);
  }
  throw new Refused(404, 'Not Found');
}

/** One page of a list, with a Link header to the others. Source: GitHub REST API, "Using pagination". */
function paged(json: unknown, url: URL): { json: unknown; headers: Record<string, string> } {
  if (!Array.isArray(json)) return { json, headers: {} };
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
  const page = Number(url.searchParams.get('page') ?? 1);
  const rel = (name: string, to: number) => {
    const other = new URL(url);
    other.searchParams.set('page', String(to));
    return `<${other.href}>; rel="${name}"`;
  };
  const last = Math.ceil(json.length / size);
  const headers: Record<string, string> =
    page < last ? { link: [rel('next', page + 1), rel('last', last)].join(', ') } : {};
  return { json: json.slice((page - 1) * size, page * size), headers };
}

function serve(state: () => State, told: (request: GithubRequest) => void): http.Server {
  return http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
      const text = Buffer.concat(chunks).toString();
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      const noted = { method: request.method ?? '', path: request.url ?? '', body };
      state().requests.push(noted);
      told(noted);
      const send = (status: number, json: unknown, headers: Record<string, string> = {}) =>
        response
          .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
          .end(JSON.stringify(json));
      try {
        const token = (request.headers.authorization ?? '').replace(/^token /, '');
        const made = answer(noted, token, url, state());
        if (made === undefined) return; // Never answers.
        const { json, headers } = paged(made.json, url);
        send(made.status, json, headers);
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        const documentation_url = 'https://docs.github.com/rest';
        send(thrown.status, { message: thrown.message, documentation_url }, thrown.headers);
      }
    });
  });
}

export interface TestGithub {
  readonly comments: Comment[];
  readonly deployments: Deployment[];
  readonly requests: GithubRequest[];
  /** The statuses of all deployments, by ID. */
  states(): Record<number, string[]>;
  /** From now on, so often: requests of `method` to paths like `where` are answered with `status`, or never. */
  fault(method: string, where: RegExp, status: number | undefined, more?: Partial<Fault>): void;
  /** The faults are over. */
  recover(): void;
  onRequest(listener: (request: GithubRequest) => void): void;
  /** What a job of this repository has in its environment, for an event. */
  env(name: string, payload: unknown): Record<string, string>;
}

/** For one test file; forgets everything before each test. */
export function testGithub(): TestGithub {
  let state = freshState();
  let listener: (request: GithubRequest) => void = () => undefined;
  const server = serve(
    () => state,
    (request) => listener(request),
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-events-'));
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => {
    state = freshState();
    listener = () => undefined;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    get comments() {
      return state.comments;
    },
    get deployments() {
      return state.deployments;
    },
    get requests() {
      return state.requests;
    },
    states: () =>
      Object.fromEntries(
        state.deployments.map(({ id, statuses }) => [id, statuses.map(({ state: said }) => said)]),
      ),
    fault: (method, where, status, more = {}) =>
      state.faults.push({ method, path: where, status, times: Number.POSITIVE_INFINITY, ...more }),
    recover: () => void state.faults.splice(0),
    onRequest: (heard) => {
      listener = heard;
    },
    env: (name, payload) => {
      const file = path.join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(payload));
      return {
        GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        GITHUB_EVENT_NAME: name,
        GITHUB_EVENT_PATH: file,
        GITHUB_WORKFLOW: 'Preview -- it works -->',
        GITHUB_JOB: 'web',
        GITHUB_ACTION: 'launch',
        GITHUB_SHA: 'c0ffee0000000000000000000000000000000000',
      };
    },
  };
}
