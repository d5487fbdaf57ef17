import type { Verdict } from '../aws/dry-run.js';
import {
  actionsOfCalls,
  type Call,
  type PolicyMode,
  type PolicyScope,
  type Statement,
  statementsFor,
} from '../aws/permissions.js';
import { Failure } from '../failure.js';

/** What the credentials may not do, as far as it can be told without doing it. */
export interface Permissions {
  /** IAM actions that AWS refused. */
  readonly missing: readonly string[];
  /** IAM actions that could not be asked about, because something before them is missing or nothing is there yet. */
  readonly unchecked: readonly string[];
  /** The least statements that allow both, to paste into a policy; empty when nothing is missing. */
  readonly statements: readonly Statement[];
}

/** What came of asking whether a call is allowed, or of making it. */
export interface Answer {
  readonly call: Call;
  readonly verdict: Verdict;
  /** The IAM actions that stay in doubt where nobody could ask; without them, all that the call needs. */
  readonly actions?: readonly string[];
}

/** All answers as a reader wants them: each action once, with the statements of these modes that would allow it. */
export function permissionsOf(
  answers: readonly Answer[],
  modes: readonly PolicyMode[],
  scope: PolicyScope,
): Permissions {
  const denials = answers.flatMap(({ verdict }) => (verdict.kind === 'denied' ? [verdict] : []));
  const missing = [...new Set(denials.map(({ action }) => action))];
  const doubts = answers.filter(({ verdict }) => verdict.kind === 'not-asked');
  const inDoubt = doubts.flatMap(({ call, actions }) => actions ?? actionsOfCalls([call], scope));
  const unchecked = [...new Set(inDoubt)].filter((action) => !missing.includes(action));
  // What could not be asked about is in doubt only where something else is missing.
  const wanted = missing.length === 0 ? [] : [...missing, ...unchecked];
  const named = denials.find(({ action }) => action === 'iam:PassRole')?.said ?? '';
  const role = /on resource: (arn:\S+:role\/\S+)/.exec(named)?.[1] ?? scope.role;
  return { missing, unchecked, statements: statementsFor(modes, wanted, { ...scope, role }) };
}

/** In one sentence or two, for the log. */
export function permissionsSentence({ missing, unchecked }: Permissions): string {
  const also =
    unchecked.length === 0 ? '' : ` Whether these are could not be asked: ${unchecked.join(', ')}.`;
  return `Not allowed for these credentials: ${missing.join(', ')}.${also}`;
}

/** Without the permission to read there is no plan. */
export class PermissionsMissing extends Failure {
  readonly permissions: Permissions;

  constructor(permissions: Permissions, cause: Failure) {
    super('missing-permissions', `${cause.message} ${permissionsSentence(permissions)}`, {
      advice: 'Add the statements below to the policy of the role that this job uses.',
      cause,
    });
    this.name = 'PermissionsMissing';
    this.permissions = permissions;
  }
}
