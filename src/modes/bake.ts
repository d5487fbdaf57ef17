import type { WriteContext } from '../context.js';
import type { BakeRequest } from '../inputs/request.js';
import type { BakeResult } from './result.js';

/** Only the image. */
export function bake(_request: BakeRequest, _context: WriteContext): Promise<BakeResult> {
  throw new Error('To come');
}
