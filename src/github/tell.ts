/**
 * What main tells GitHub: a deployment with its statuses, and the page on the pull request. Nothing here throws, and
 * nothing of it loads Octokit unless the inputs ask for it.
 */
import { Cancelled, type Failure } from '../failure.js';
import type { LaunchRequest, Request, RolloutRequest } from '../inputs/request.js';
import type { Result } from '../modes/result.js';
import { attempt, IN_A_HURRY_MS, WITH_TIME_MS } from './attempt.js';
import type { Side } from './client.js';
import { comment } from './comment.js';
import { activeDeployments, createDeployment, type Status, tellStatus } from './deployment.js';
import { outcome } from './outcome.js';
import { keepDeployment } from './owed.js';

const DEPLOYMENT = { permission: 'deployments: write', limitMs: WITH_TIME_MS } as const;

const KILLED: Status = { state: 'error', description: 'The step was killed before it could end' };

/**
 * Before anything is launched or rolled: the deployment, in progress, and its ID for the post step. Returns the ID; undefined
 * where none is wanted, or GitHub does not let us. A cancelled run does not cut it short: nothing has been made yet.
 */
export async function openDeployment(request: Request, side: Side): Promise<number | undefined> {
  if (!deploys(request) || request.github.environment === undefined) return undefined;
  const { environment, token } = request.github;
  const rolls = request.mode === 'rollout';
  // A group stays, whatever becomes of the job.
  const transient = !rolls && request.end.terminate === 'always';
  const otherwise = `There is no deployment to ${environment}`;
  const id = await attempt({ ...DEPLOYMENT, token, otherwise }, side, (github) =>
    createDeployment(environment, transient, github, side.run),
  );
  if (id === undefined) return undefined;
  keepDeployment({ id, owed: KILLED, live: false }, side.runner);
  const description = rolls ? `Rolling the group ${request.rollout.group}` : 'Launching';
  await tellDeployment(id, { state: 'in_progress', description }, { token, environment }, side);
  return id;
}

function deploys(request: Request): request is LaunchRequest | RolloutRequest {
  return request.mode === 'launch' || request.mode === 'rollout';
}

/** How a run ended, for GitHub. */
export interface End {
  readonly how: Result | Failure;
  /** The page of the job summary. */
  readonly page: string;
  readonly deployment: number | undefined;
}

/** After everything else: the last status of the deployment, the comment, the end of an environment. */
export async function tellGithub(request: Request, end: End, side: Side): Promise<void> {
  await Promise.all([
    tellComment(request, end, side),
    tellOutcome(request, end, side),
    retireDeployments(request, end, side),
  ]);
}

async function tellComment(request: Request, { how, page }: End, side: Side): Promise<void> {
  if ((!deploys(request) && request.mode !== 'plan') || !request.github.comment) return;
  const { token } = request.github;
  const limitMs = limitAfter(how);
  const otherwise = 'The comment on the pull request was not written';
  await attempt({ permission: 'pull-requests: write', token, limitMs, otherwise }, side, (github) =>
    comment(page, request.launch.name, github, side),
  );
}

async function tellOutcome(request: Request, { how, deployment: id }: End, side: Side): Promise<void> {
  if (!deploys(request) || id === undefined) return;
  const { token, environment = '' } = request.github;
  if (!(how instanceof Error) && how.mode !== 'launch' && how.mode !== 'rollout') return;
  const owed = outcome(request, how);
  const live = owed.state === 'success';
  // Where this process is killed in the next moment, or GitHub does not answer, post tells it.
  keepDeployment({ id, owed, live }, side.runner);
  const told = await tellDeployment(id, owed, { token, environment, limitMs: limitAfter(how) }, side);
  if (told) keepDeployment({ id, live }, side.runner);
}

async function retireDeployments(request: Request, { how }: End, side: Side): Promise<void> {
  if (request.mode !== 'terminate' || how instanceof Error) return;
  const { environment, token } = request.github;
  if (request.scope !== 'environment' || request.instanceIds !== undefined || environment === undefined)
    return;
  const otherwise = `The deployments to ${environment} may still be shown as active`;
  await attempt({ ...DEPLOYMENT, token, otherwise }, side, async (github) => {
    for (const id of await activeDeployments(environment, github)) {
      await tellStatus(id, { state: 'inactive', description: 'The instances were ended' }, github, side.run);
      side.log.say(`Deployment ${id} to ${environment} is inactive.`);
    }
  });
}

function limitAfter(how: Result | Failure): number {
  return how instanceof Cancelled ? IN_A_HURRY_MS : WITH_TIME_MS;
}

/** Where a status goes. */
interface To {
  readonly token: string | undefined;
  readonly environment: string;
  readonly limitMs?: number;
}

/** Whether GitHub has been told. */
async function tellDeployment(id: number, status: Status, to: To, side: Side): Promise<boolean> {
  const { token, environment, limitMs = WITH_TIME_MS } = to;
  const otherwise = `Deployment ${id} to ${environment} was not told that it is ${status.state}`;
  const told = await attempt({ ...DEPLOYMENT, limitMs, token, otherwise }, side, async (github) => {
    await tellStatus(id, status, github, side.run);
    side.log.say(`Deployment ${id} to ${environment}: ${status.state}.`);
    return true;
  });
  return told === true;
}
