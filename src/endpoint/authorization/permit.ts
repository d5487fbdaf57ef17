import { refuse, type ApiError } from '../protocol/errors.js';
import type { Asked } from '../services/request.js';
import { regionOf } from '../world/region.js';
import type { World } from '../world/state.js';
import { denying, type Authorization } from './authorization.js';
import { CALLER } from './caller.js';
import { authorizationsOf } from './of-request.js';

/**
 * Asks all that AWS would ask of IAM for a request. Throws at the first that is denied; returns the ARNs of the resources
 * that the request has to do without.
 */
export async function permit(world: World, asked: Asked): Promise<ReadonlySet<string>> {
  const without = new Set<string>();
  const { authorizer, settings, clock } = world;
  const authorizers = [
    ...(authorizer === undefined ? [] : [authorizer]),
    ...(settings.denied.length === 0 ? [] : [denying(settings.denied)]),
  ];
  if (authorizers.length === 0) return without;
  const view = { world, region: regionOf(world, asked.region), now: clock.now() };
  for (const question of authorizationsOf(asked, view)) {
    for (const decide of authorizers) {
      if ((await decide(question)) === 'allow') continue;
      if (!question.optional) throw denial(asked.service, question);
      without.add(question.resource);
    }
  }
  return without;
}

/**
 * In today's words. Actions that know no resources are refused without one, and without the encoded message. From memory
 * of such refusals: the API references show none.
 */
function denial(service: Asked['service'], question: Authorization): ApiError {
  const { action, resource } = question;
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const why = `User: ${CALLER} is not authorized to perform: ${action}${on} because no identity-based policy allows the ${action} action`;
  if (service === 'ssm' || service === 'kms' || service === 'codedeploy')
    return refuse('AccessDeniedException', why);
  if (service !== 'ec2') return refuse('AccessDenied', why, 403);
  const encoded =
    resource === '*'
      ? ''
      : `. Encoded authorization failure message: ${Buffer.from(JSON.stringify(question)).toString('base64')}`;
  return refuse(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. ${why}${encoded}`,
  );
}
