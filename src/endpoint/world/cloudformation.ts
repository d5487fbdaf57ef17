import { globMatcher } from '../protocol/filters.js';
import type { World } from './state.js';

/** What CloudFormation knows of a stack. What it is now is what its last event says: those to come are written down, too. */
export interface Stack {
  /** Its ARN: names can be given again once a stack is deleted. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Oldest first; cloud ms. What is still to come can be changed by another request. */
  readonly events: StackEvent[];
  /** What it is made of from which time on, oldest first. */
  readonly revisions: Revision[];
  readonly disableRollback: boolean;
}

export interface StackEvent {
  readonly id: string;
  readonly at: number;
  /** The stack's own name for what is about all of it. */
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  /** JSON. */
  readonly properties?: string;
  readonly token?: string;
}

/** A template with its values, and what was made of it. */
export interface Revision {
  /** Cloud ms. */
  readonly at: number;
  readonly updated: boolean;
  readonly template: string;
  readonly description?: string;
  readonly parameters: readonly StackParameter[];
  readonly capabilities: readonly string[];
  readonly tags: ReadonlyMap<string, string>;
  readonly roleArn?: string;
  /** By their logical IDs. */
  readonly made: ReadonlyMap<string, Made>;
  readonly outputs: readonly StackOutput[];
}

export interface StackParameter {
  readonly key: string;
  readonly value: string;
  /** Of a parameter that is the name of one of SSM's: what that held when the stack was made or updated. */
  readonly resolved?: string;
  readonly hidden: boolean;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
}

/** One resource of a stack. */
export interface Made {
  readonly type: string;
  readonly physicalId: string;
  /** With every reference filled in. */
  readonly properties: Properties;
  /** What `Fn::GetAtt` finds. */
  readonly attributes: Readonly<Record<string, string>>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** A stack that cannot be made or updated, though the request is right. */
export interface StackOutcome {
  /** Which stacks, and which resource of them: all and the first that changes when left out. The name may have `*` and `?`. */
  readonly match?: { readonly stack?: string; readonly resource?: string };
  readonly kind: 'ok' | 'failed';
  readonly reason?: string;
}

/** Why this resource cannot be made or changed; nothing when it can. The newest rule that matches says it. */
export function stackFailure({ stackOutcomes }: World, stack: string, resource: string): string | undefined {
  const found = stackOutcomes.findLast(
    ({ match = {} }) =>
      (match.stack === undefined || globMatcher(match.stack)(stack)) &&
      (match.resource === undefined || match.resource === resource),
  );
  if (found?.kind !== 'failed') return undefined;
  return found.reason ?? 'Resource handler returned message: "The resource did not stabilize."';
}

/** What the stack is made of now. */
export function revisionAt({ revisions }: Stack, now: number): Revision {
  const revision = revisions.findLast(({ at }) => at <= now) ?? revisions[0];
  if (!revision) throw new Error('A stack has at least one revision.');
  return revision;
}

/** The last that was told of the stack as a whole. */
export function stackEventAt({ events, id }: Stack, now: number): StackEvent {
  const event = events.findLast(({ at, physicalId }) => at <= now && physicalId === id);
  if (!event) throw new Error('A stack has an event from its beginning on.');
  return event;
}
