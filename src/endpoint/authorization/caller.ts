import { ACCOUNT } from '../world/state.js';

/** Everyone is the same role, as a workflow that signs in by OIDC would be. */
export const CALLER = `arn:aws:sts::${ACCOUNT}:assumed-role/ami-launch/rehearsal`;
