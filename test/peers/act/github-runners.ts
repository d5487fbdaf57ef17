/** As much of GitHub's API for self-hosted runners as runner.yml needs. */
import { randomBytes } from 'node:crypto';

/** May administrate the repository, which the token of a run may not. */
export const ADMIN_TOKEN = 'ghs_1111111111111111111111111111111111111';

export interface Runner {
  readonly id: number;
  readonly name: string;
  readonly labels: readonly string[];
  /** What it was registered with: nothing but the runner itself may know it. */
  readonly config: string;
  /** How often somebody has looked whether it is there. */
  looks: number;
  /** Removed, by somebody or because it has ended. */
  gone: boolean;
}

/** An answer without a body has no JSON. */
export interface GithubAnswer {
  readonly status: number;
  readonly json?: unknown;
}

interface Asked {
  readonly name?: unknown;
  readonly runner_group_id?: unknown;
  readonly labels?: unknown;
  readonly work_folder?: unknown;
}

const NOT_FOUND = { status: 404, json: { message: 'Not Found' } };

/** What GitHub says under `/repos/OWNER/NAME/actions/runners`. Source: GitHub REST API reference, "Self-hosted runners". */
export function answerOfRunners(
  runners: Runner[],
  { method, path, token, asked }: { method: string; path: string; token: string; asked: Asked },
): GithubAnswer {
  if (token !== ADMIN_TOKEN)
    return { status: 403, json: { message: 'Resource not accessible by integration' } };
  if (method === 'POST' && path === '/generate-jitconfig') return register(runners, asked);
  const found = runners.find(({ id, gone }) => !gone && path === `/${id}`);
  if (found === undefined) return NOT_FOUND;
  if (method === 'DELETE') {
    found.gone = true;
    return { status: 204 };
  }
  return method === 'GET' ? { status: 200, json: shown(found) } : NOT_FOUND;
}

function register(runners: Runner[], { name, runner_group_id: group, labels }: Asked): GithubAnswer {
  if (typeof name !== 'string' || typeof group !== 'number' || !Array.isArray(labels) || labels.length === 0)
    return { status: 422, json: { message: 'Invalid input: object is missing required key' } };
  if (runners.some((runner) => !runner.gone && runner.name === name))
    return { status: 409, json: { message: `Already exists - A runner with the name *** already exists.` } };
  // Longer than a standard parameter of SSM, as the real ones are.
  const config = randomBytes(3300).toString('base64');
  const runner = { id: 20 + runners.length, name, labels: labels as string[], config, looks: 0, gone: false };
  runners.push(runner);
  return { status: 201, json: { runner: shown(runner), encoded_jit_config: config } };
}

/** It takes the machine a moment to come online. */
function shown(runner: Runner): object {
  const status = runner.looks++ < 2 ? 'offline' : 'online';
  const labels = runner.labels.map((name, index) => ({ id: index + 1, name, type: 'custom' }));
  return { id: runner.id, name: runner.name, os: 'unknown', status, busy: false, labels };
}
