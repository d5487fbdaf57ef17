import type { WriteContext } from '../context.js';
import type { PruneRequest } from '../inputs/request.js';
import type { PruneResult } from './result.js';

/** Retires old images and what dead runs left behind. */
export function prune(_request: PruneRequest, _context: WriteContext): Promise<PruneResult> {
  throw new Error('To come');
}
