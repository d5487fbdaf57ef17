/** A policy with one thing left out, in every way in which that can be done. */
import type { Statement } from '../../../src/aws/permissions.js';
import type { Policy } from './simulator.js';

export interface Variant {
  readonly without: string;
  /** IAM actions of which one has to be named by whoever is refused. */
  readonly actions: readonly string[];
  readonly policy: Policy;
}

const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

/** Without each statement, each action of a statement, each of its resources. */
export function variantsOf(policy: Policy): Variant[] {
  return policy.flatMap((statement) => {
    const { Sid, Action, Resource } = statement;
    const instead = (other?: Statement) => policy.flatMap((one) => (one === statement ? (other ?? []) : one));
    const [actions, resources] = [list(Action), list(Resource)];
    const parts = (items: readonly string[]) => (items.length < 2 ? [] : items);
    return [
      { without: `the statement ${Sid}`, actions, policy: instead() },
      ...parts(actions).map((action) => ({
        without: `${action} of ${Sid}`,
        actions: [action],
        policy: instead({ ...statement, Action: actions.filter((one) => one !== action) }),
      })),
      ...parts(resources).map((resource) => ({
        without: `${resource} of ${Sid}`,
        actions,
        policy: instead({ ...statement, Resource: resources.filter((one) => one !== resource) }),
      })),
    ];
  });
}
