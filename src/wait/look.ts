/**
 * Whether what is asked now is asked by a wait that will look again anyway. Such a call should be answered soon, if only by a
 * refusal: the wait slows down, and keeps its deadline.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const LOOKS = new AsyncLocalStorage<true>();

export function asLook<T>(look: () => Promise<T>): Promise<T> {
  return LOOKS.run(true, look);
}

export function isLook(): boolean {
  return LOOKS.getStore() === true;
}
