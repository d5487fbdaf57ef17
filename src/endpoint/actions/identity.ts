import { ACCOUNT } from '../world/state.js';
import type { Action } from './action.js';

/** Everyone is the same role, as a workflow that signs in by OIDC would be. */
export const getCallerIdentity: Action = {
  takes: '',
  run: () => ({
    Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/ami-launch/rehearsal`,
    UserId: 'AROAREHEARSAL0000000A:rehearsal',
    Account: ACCOUNT,
  }),
};
