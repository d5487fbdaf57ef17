import type { WriteContext } from '../context.js';
import type { UserData } from './fit.js';

/**
 * The bytes that EC2 is given: the user data itself, or, where that is staged, a few lines by which the machine fetches it
 * from the bucket, where it is put by this.
 */
export function deliver(userData: UserData, _context: WriteContext): Promise<Uint8Array> {
  return Promise.resolve(userData.bytes);
}
