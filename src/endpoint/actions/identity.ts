import { CALLER } from '../authorization/caller.js';
import { ACCOUNT } from '../world/state.js';
import type { Action } from './action.js';

export const getCallerIdentity: Action = {
  takes: '',
  run: () => ({
    Arn: CALLER,
    UserId: 'AROAREHEARSAL0000000A:rehearsal',
    Account: ACCOUNT,
  }),
};
