import type { Side, Github, PullRequest } from './client.js';
import { commentBody, marker } from './comment-body.js';

/** Writes the page to the pull request: into the comment of an earlier run of this step, where there is one. */
export async function comment(
  page: string,
  name: string | undefined,
  github: Github,
  { run, log }: Side,
): Promise<void> {
  const { rest, repo, pullRequest } = github;
  if (pullRequest === undefined) {
    log.say('`comment: true` is for pull requests, and this run is for none: there is no comment.');
    return;
  }
  const mark = marker(run, name);
  const body = commentBody(page, mark, run, pullRequest.headSha ?? run.sha);
  const before = await findOwn(mark, pullRequest, github);
  const { data } =
    before === undefined
      ? await rest.issues.createComment({ ...repo, issue_number: pullRequest.number, body })
      : await rest.issues.updateComment({ ...repo, comment_id: before, body });
  log.say(
    `${before === undefined ? 'Commented on' : 'Updated the comment on'} pull request ${pullRequest.number}: ${data.html_url}`,
  );
}

/** The ID of the comment that begins with the marker and that the token's own account wrote: anybody can copy a marker. */
async function findOwn(
  mark: string,
  { number }: PullRequest,
  { rest, paginate, graphql, repo }: Github,
): Promise<number | undefined> {
  const pages = paginate.iterator(rest.issues.listComments, {
    ...repo,
    issue_number: number,
    per_page: 100,
  });
  // Asked only once there is something to compare. REST does not tell a workflow's token who it is; GraphQL does.
  let viewer: string | undefined;
  for await (const { data } of pages) {
    for (const { id, user } of data.filter((one) => one.body?.startsWith(mark) === true)) {
      viewer ??= (await graphql<{ viewer: { login: string } }>('query { viewer { login } }')).viewer.login;
      if (isBy(viewer, user)) return id;
    }
  }
  return undefined;
}

/** An app's account is `NAME[bot]` in REST, and may be `NAME` elsewhere; a person cannot have such a name. */
function isBy(viewer: string, user: { login: string; type: string } | null): boolean {
  if (user === null) return false;
  return user.login === viewer || (user.type === 'Bot' && user.login === `${viewer}[bot]`);
}
