import { needed, text, type Params } from '../../protocol/query.js';
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

/** `StackName`. Throws ValidationError where it is empty, which is not the same as not given. */
export function nameGiven(params: Params): string | undefined {
  const name = text(params, 'StackName');
  if (name !== '') return name;
  throw invalid(
    "1 validation error detected: Value '' at 'stackName' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
}

/** The stack that `StackName` means. Throws ValidationError: `says` is what the action says of one that is not there. */
export function stackNeeded(call: Call, says: (name: string) => string): Stack {
  const name = nameGiven(call.params) ?? needed(call.params, 'StackName');
  const stack = findStack(call, name);
  if (stack) return stack;
  throw invalid(says(name));
}
