import type { getOctokit } from '@actions/github';
import type { Clock, Log, RunInfo, Runner } from '../context.js';

/** Where telling GitHub takes place. */
export type Side = Readonly<{ clock: Clock; log: Log; run: RunInfo; runner: Runner }>;

/** GitHub's API for this repository, and what it says about the event that started the run. */
export interface Github {
  readonly rest: ReturnType<typeof getOctokit>['rest'];
  readonly graphql: ReturnType<typeof getOctokit>['graphql'];
  /** All pages of a list, one after the other. */
  readonly paginate: ReturnType<typeof getOctokit>['paginate'];
  /** For the calls: `OWNER` and `REPO`. */
  readonly repo: { readonly owner: string; readonly repo: string };
  /** The pull request that the run is for. */
  readonly pullRequest: PullRequest | undefined;
}

export interface PullRequest {
  readonly number: number;
  /** The commit that was pushed; GITHUB_SHA is one that GitHub merged for the test. */
  readonly headSha: string | undefined;
}

/**
 * Loads Octokit, which a run that tells GitHub nothing does without, and reads the event. Every call ends with
 * `signal`. Asks nothing of GitHub yet. Calls go through node's own fetch.
 */
export async function connect(token: string, run: RunInfo, signal: AbortSignal): Promise<Github> {
  const { context, getOctokit } = await import('@actions/github');
  const { rest, graphql, paginate } = getOctokit(token, { userAgent: 'ami-launch', request: { signal } });
  const [owner = '', repo = ''] = run.repository.split('/');
  const pull = context.payload.pull_request as { number: number; head?: { sha?: string } } | undefined;
  return {
    rest,
    graphql,
    paginate,
    repo: { owner, repo },
    pullRequest: pull && { number: pull.number, headSha: pull.head?.sha },
  };
}
