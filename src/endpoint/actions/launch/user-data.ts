import { refuse } from '../../protocol/errors.js';

/** Raw, before base64. Source: EC2 user guide, "Run commands on your instance at launch". */
const LIMIT = 16384;

/** Checks user data as EC2 does and returns it as it came: base64. */
export function checkUserData(base64: string): string {
  const packed = base64.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed) || packed.length % 4 !== 0) {
    throw refuse('InvalidParameterValue', 'Invalid BASE64 encoding of user data.');
  }
  if (Buffer.byteLength(packed, 'base64') > LIMIT) {
    throw refuse('InvalidParameterValue', `User data is limited to ${LIMIT} bytes`);
  }
  return base64;
}
