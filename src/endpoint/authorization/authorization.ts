/** Values of condition keys, by their names. */
export type ConditionKeys = Readonly<Record<string, string | readonly string[]>>;

/** One question that a service asks of IAM about a request before it looks at anything else in it. */
export interface Authorization {
  /** `ec2:RunInstances` */
  readonly action: string;
  /** An ARN; `*` for actions that know no resources. */
  readonly resource: string;
  readonly context: ConditionKeys;
  /** Denied, it only takes this resource out of the request. */
  readonly optional?: true;
}

export type Decision = 'allow' | 'deny';

/** Whoever answers such questions, as the policies of a role would. */
export type Authorizer = (asked: Authorization) => Decision | Promise<Decision>;

/** Denies these IAM actions on whatever they are asked for, and allows all else. */
export function denying(actions: readonly string[]): Authorizer {
  return ({ action }) => (actions.includes(action) ? 'deny' : 'allow');
}
