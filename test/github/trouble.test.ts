import { expect, test } from '@jest/globals';
import { explainTrouble } from '../../src/github/trouble.js';

/** As Octokit throws when GitHub has answered. */
function refusal(status: number, message: string, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error(`${message} - https://docs.github.com/rest`), {
    status,
    response: { headers },
  });
}

test.each([
  [
    'a permission',
    refusal(403, 'Resource not accessible by integration'),
    'GitHub answered 403, resource not accessible by integration. Give the job `permissions: deployments: write`. Runs for pull requests from forks get a token that can only read.',
  ],
  [
    'something that the token may not even see',
    refusal(404, 'Not Found'),
    'Give the job `permissions: deployments: write`',
  ],
  ['a token that has expired', refusal(401, 'Bad credentials'), '`github-token` is not valid'],
  [
    'the primary rate limit',
    refusal(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0' }),
    'rate limit exceeded. That is its rate limit',
  ],
  [
    'the secondary rate limit',
    refusal(403, 'You have exceeded a secondary rate limit', { 'retry-after': '60' }),
    'That is its rate limit',
  ],
  ['too many requests', refusal(429, 'Too many requests'), 'That is its rate limit'],
  [
    'a commit that GitHub does not know',
    refusal(422, 'No ref found for: c0ffee'),
    'GitHub answered 422, no ref found for: c0ffee. Check what it names.',
  ],
  ['a fault', refusal(502, 'Server Error'), 'GitHub may have trouble'],
])('GitHub refuses for %s', (_why, thrown, told) => {
  expect(explainTrouble(thrown, 'deployments: write')).toContain(told);
});

test('a network without an answer is not blamed on GitHub', () => {
  const thrown = Object.assign(new Error('no answer within 10 s'), { status: 500 });
  expect(explainTrouble(thrown, 'pull-requests: write')).toBe('no answer within 10 s.');
});
