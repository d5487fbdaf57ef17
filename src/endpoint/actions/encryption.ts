import { ebsKey } from '../world/keys.js';
import type { Action } from './action.js';

export const getEbsDefaultKmsKeyId: Action = {
  takes: '',
  run: ({ region }) => ({ kmsKeyId: ebsKey(region).arn }),
};

/** Here it is off, as in an account where nobody has turned it on. */
export const getEbsEncryptionByDefault: Action = {
  takes: '',
  run: () => ({ ebsEncryptionByDefault: false, sseType: 'none' }),
};
