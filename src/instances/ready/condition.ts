/** What the user wants to be true before the run goes on. Plain data. */
export type Condition =
  | { readonly kind: 'running' }
  | { readonly kind: 'status-checks' }
  | { readonly kind: 'user-data' }
  /** The SSM agent is online. */
  | { readonly kind: 'ssm' }
  /** The console matches; `^` and `$` are the ends of its lines. */
  | { readonly kind: 'console'; readonly pattern: string }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'http' | 'https'; readonly port: number; readonly path: string };

/** Which of an instance's addresses is knocked at. */
export type ReadyAddress = 'public' | 'private' | 'dns';

/** As it is written in `ready-when`. */
export function conditionName(condition: Condition): string {
  switch (condition.kind) {
    case 'tcp':
      return `tcp:${condition.port}`;
    case 'http':
    case 'https':
      return `${condition.kind}:${condition.port}${condition.path}`;
    case 'console':
      return `console:/${condition.pattern}/`;
    default:
      return condition.kind;
  }
}
