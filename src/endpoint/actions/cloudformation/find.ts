import { needed } from '../../protocol/query.js';
import { stackEventAt, type Stack } from '../../world/cloudformation.js';
import type { Call } from '../action.js';
import { invalid } from './template.js';

export function statusAt(stack: Stack, now: number): string {
  return stackEventAt(stack, now).status;
}

export function isDeleted(stack: Stack, now: number): boolean {
  return statusAt(stack, now) === 'DELETE_COMPLETE';
}

/** By its name as long as it is there, by its ID for ever. */
export function findStack({ region, now }: Call, asked: string): Stack | undefined {
  const byId = region.stacks.get(asked);
  return byId ?? [...region.stacks.values()].find((one) => one.name === asked && !isDeleted(one, now));
}

/** The stack that `StackName` means. Throws ValidationError: `says` is what the action says of one that is not there. */
export function stackNeeded(call: Call, says: (name: string) => string): Stack {
  const name = needed(call.params, 'StackName');
  const stack = findStack(call, name);
  if (stack) return stack;
  throw invalid(says(name));
}
