import { createHash } from 'node:crypto';
import { CALLER_ARN } from '../actions/identity.js';
import { refuse, type ApiError } from '../protocol/errors.js';
import { ACCOUNT } from '../world/state.js';
import type { Authorization, Authorizer } from './question.js';

/** Asks every authorizer every question, in order; the first `no` is the answer, in the words of the service. */
export async function authorize(
  questions: () => readonly Authorization[],
  authorizers: readonly Authorizer[],
  refusal: (asked: Authorization) => ApiError,
): Promise<void> {
  if (authorizers.length === 0) return;
  for (const asked of questions()) {
    for (const authorizer of authorizers) if (!(await authorizer(asked))) throw refusal(asked);
  }
}

/** What has been taken away by the setting. */
export function unlessDenied(denied: readonly string[]): Authorizer {
  return ({ action }) => !denied.includes(action);
}

function because({ action }: Authorization): string {
  return `because no identity-based policy allows the ${action} action`;
}

/** EC2 hides the details from whoever may not decode them; it has none where there is no resource. */
export function ec2Refusal(asked: Authorization): ApiError {
  const { action, resource } = asked;
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const encoded = resource === '*' ? '' : `. Encoded authorization failure message: ${encodedMessage(asked)}`;
  return refuse(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. User: ${CALLER_ARN} is not authorized to perform: ${action}${on} ${because(asked)}${encoded}`,
  );
}

export function ssmRefusal(region: string) {
  return (asked: Authorization): ApiError => {
    const resource = asked.resource === '*' ? `arn:aws:ssm:${region}:${ACCOUNT}:*` : asked.resource;
    return refuse(
      'AccessDeniedException',
      `User: ${CALLER_ARN} is not authorized to perform: ${asked.action} on resource: ${resource} ${because(asked)}`,
    );
  };
}

/** As long and as unreadable as EC2's. */
function encodedMessage(asked: Authorization): string {
  const part = (n: number) =>
    createHash('sha512')
      .update(JSON.stringify([n, asked]))
      .digest('base64url');
  return [0, 1, 2, 3, 4, 5].map(part).join('');
}
