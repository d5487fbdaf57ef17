/** What AWS asks IAM about one request before it does anything: a request may need several. */
export interface Authorization {
  /** As a policy names it: `ec2:RunInstances`. */
  readonly action: string;
  /** An ARN, that of a kind (`…:instance/*`) for what is yet to be made; `*` where the action knows no resources. */
  readonly resource: string;
  /** The values of the condition keys that this action has on this resource. */
  readonly context: Context;
}

export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Says whether it is allowed. */
export type Authorizer = (asked: Authorization) => boolean | Promise<boolean>;
