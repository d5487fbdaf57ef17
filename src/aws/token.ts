import { createHash } from 'node:crypto';

/**
 * A client token: the same for the same attempt of this step at the same thing, another for every other
 * attempt, place or content. EC2 refuses a token that comes back with other parameters, hence `content`;
 * and it holds a token against one zone only, hence one token a place. At most 64 ASCII characters.
 * Source: EC2 user guide, "Ensuring idempotency".
 */
export function clientToken(step: string, place: string, content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([step, place, content]))
    .digest('hex');
}
