import { reason } from '../failure.js';

/** The permissions of a workflow's token that telling GitHub needs. */
export type Permission = 'pull-requests: write' | 'deployments: write';

/** What Octokit throws when GitHub has answered. Where there was no answer, there is no `response`. */
interface Refusal {
  readonly status: number;
  readonly response?: { readonly headers: Headers };
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/**
 * Why GitHub was not told something, and what to do, as it follows a colon.
 * Source: GitHub REST API, "Troubleshooting the REST API" and "Rate limits".
 */
export function explainTrouble(thrown: unknown, permission: Permission): string {
  const said = reason(thrown).replace(/ - https?:\S+$/, '');
  const { status, response } = thrown as Partial<Refusal>;
  if (status === undefined || response === undefined) return `${said}.`;
  return `GitHub answered ${status}, ${said}. ${advice(status, response.headers, permission)}`;
}

function advice(status: number, headers: Headers, permission: Permission): string {
  if (isRateLimit(status, headers)) return 'That is its rate limit: run again later, or less often.';
  if (status === 401) return '`github-token` is not valid, or not any longer.';
  if (status === 403 || status === 404)
    return `Give the job \`permissions: ${permission}\`. Runs for pull requests from forks get a token that can only read.`;
  if (status < 500) return 'Check what it names.';
  return 'GitHub may have trouble: run again later if it matters.';
}

/** Both of GitHub's limits answer 403 or 429, with one of these headers. */
function isRateLimit(status: number, headers: Headers): boolean {
  const spent = headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0';
  return status === 429 || (status === 403 && spent);
}
