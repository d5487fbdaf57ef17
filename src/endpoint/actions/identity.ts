import { ACCOUNT } from '../world/state.js';
import type { Action } from './action.js';

/** Who asks. */
export const CALLER_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/ami-launch/rehearsal`;

/** Everyone is the same role, as a workflow that signs in by OIDC would be. */
export const getCallerIdentity: Action = {
  takes: '',
  run: () => ({
    Arn: CALLER_ARN,
    UserId: 'AROAREHEARSAL0000000A:rehearsal',
    Account: ACCOUNT,
  }),
};
