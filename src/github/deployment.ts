import type { Github } from './client.js';
import { runUrl } from './run-url.js';
import type { RunInfo } from '../context.js';
import { oneLine } from '../report/untrusted.js';

/** Tells ours from those that others make for the same environment. */
const TASK = 'deploy:ami-launch';

/** GitHub takes at most 140 characters. */
const LONGEST = 140;

/** One line of a deployment's history. Plain data: what is still to be told is kept for the post step. */
export interface Status {
  readonly state: 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';
  readonly description: string;
  /** Where what was deployed answers. */
  readonly environmentUrl?: string | undefined;
}

/**
 * Creates the deployment and returns its ID. GitHub waits for no checks, merges nothing, and sees the environment as
 * one that goes with the deployment (`transient`) only where its instances do.
 */
export async function createDeployment(
  environment: string,
  transient: boolean,
  { rest, repo, pullRequest }: Github,
  run: RunInfo,
): Promise<number> {
  const { data } = await rest.repos.createDeployment({
    ...repo,
    ref: pullRequest?.headSha ?? run.sha,
    task: TASK,
    environment,
    description: `ami-launch, run ${run.runId}`,
    auto_merge: false,
    required_contexts: [],
    transient_environment: transient,
  });
  // Without auto_merge GitHub always answers with the deployment.
  if ('id' in data) return data.id;
  throw new Error(data.message ?? 'GitHub made no deployment');
}

/** With `success` the environment's earlier deployments become inactive, but for transient and production ones. */
export async function tellStatus(
  id: number,
  { state, description: said, environmentUrl }: Status,
  { rest, repo }: Github,
  run: RunInfo,
): Promise<void> {
  const description = oneLine(said);
  await rest.repos.createDeploymentStatus({
    ...repo,
    deployment_id: id,
    state,
    description: description.length > LONGEST ? `${description.slice(0, LONGEST - 1)}…` : description,
    log_url: runUrl(run),
    auto_inactive: true,
    ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
  });
}

const OVER: readonly string[] = ['inactive', 'failure', 'error'];

/** The IDs of our deployments to an environment whose last status is not an end, of the newest hundred. */
export async function activeDeployments(environment: string, { rest, repo }: Github): Promise<number[]> {
  const { data } = await rest.repos.listDeployments({ ...repo, environment, task: TASK, per_page: 100 });
  const active: number[] = [];
  for (let from = 0; from < data.length; from += AT_ONCE) {
    const states = data.slice(from, from + AT_ONCE).map(async ({ id }) => {
      const { data: statuses } = await rest.repos.listDeploymentStatuses({
        ...repo,
        deployment_id: id,
        per_page: 100,
      });
      const last = statuses.reduce((newest, one) => (one.id > newest.id ? one : newest), statuses[0] ?? NONE);
      return OVER.includes(last.state) ? [] : [id];
    });
    active.push(...(await Promise.all(states)).flat());
  }
  return active;
}

const NONE = { id: 0, state: 'pending' };
/** Requests side by side: GitHub frowns on many. */
const AT_ONCE = 10;
