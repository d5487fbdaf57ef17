import { randomUUID } from 'node:crypto';
import { refuse } from '../../protocol/errors.js';
import { flag, needed, structures, text, texts, type Params } from '../../protocol/query.js';
import { revisionAt, type Revision, type Stack } from '../../world/cloudformation.js';
import { SECOND } from '../../world/durations.js';
import { ACCOUNT } from '../../world/state.js';
import type { Action, Call } from '../action.js';
import { checkCapabilities } from './capabilities.js';
import { cleanUp, deploy, outputsOf, takeBack, type Change, type Resources, type Wish } from './deploy.js';
import { forgetRest, tell, tellChanges } from './events.js';
import { findStack, nameGiven, stackNeeded, statusAt } from './find.js';
import { stackParameters } from './parameters.js';
import { invalid, readTemplate } from './template.js';
import { onceByToken } from './token.js';

const NOTHING: Resources = new Map();
/** From one thing that a stack tells to the next, where nothing happens between. */
const MOMENT = 0.2 * SECOND;

const COMMON =
  'StackName TemplateBody Parameters Capabilities Tags RoleARN ClientRequestToken NotificationARNs';

export const createStack: Action = {
  takes: `${COMMON} OnFailure DisableRollback TimeoutInMinutes EnableTerminationProtection`,
  run: (call) => onceByToken(call, () => ({ StackId: newStack(call).id })),
};

function newStack(call: Call): Stack {
  const { params, region, now } = call;
  const name = stackName(params);
  if (findStack(call, name)) throw refuse('AlreadyExistsException', `Stack [${name}] already exists`);
  const id = `arn:aws:cloudformation:${region.name}:${ACCOUNT}:stack/${name}/${randomUUID()}`;
  const onFailure =
    flag(params, 'DisableRollback') === true ? 'DO_NOTHING' : (text(params, 'OnFailure') ?? 'ROLLBACK');
  const disableRollback = onFailure === 'DO_NOTHING';
  const stack: Stack = { id, name, createdAt: now, events: [], revisions: [], disableRollback };
  const { wish, revision } = wanted(call, stack, undefined);
  const { made, changes } = deploy(call, wish, NOTHING);
  region.stacks.set(id, stack);
  const token = tokenOf(params);
  const ended = now + call.world.settings.stackSeconds * SECOND;
  tell(stack, { at: now, status: 'CREATE_IN_PROGRESS', reason: 'User Initiated', ...token });
  tellChanges(stack, changes, { begun: now, ended, token });
  const failed = changes.filter((change) => change.failed !== undefined);
  const outputs = failed.length === 0 ? outputsOf(call, wish, made) : [];
  stack.revisions.push({ ...revision, made, outputs });
  if (failed.length === 0) {
    tell(stack, { at: ended + 1, status: 'CREATE_COMPLETE', ...token });
    return stack;
  }
  const reason = `The following resource(s) failed to create: [${ids(failed)}]. `;
  if (disableRollback) {
    tell(stack, { at: ended + 1, status: 'CREATE_FAILED', reason, ...token });
    return stack;
  }
  takeBack(call, stack, { changes }, NOTHING);
  const [status, why] =
    onFailure === 'DELETE'
      ? ['DELETE', `${reason}Delete requested by user.`]
      : ['ROLLBACK', `${reason}Rollback requested by user.`];
  tell(stack, { at: ended + 1, status: `${status}_IN_PROGRESS`, reason: why, ...token });
  const gone = changes.filter((change) => change.made !== undefined);
  const undone = gone.map((change): Change => ({ ...change, how: 'DELETE' }));
  tellChanges(stack, undone, { begun: ended + 1, ended: ended + MOMENT, token });
  tell(stack, { at: ended + MOMENT + 1, status: `${status}_COMPLETE`, ...token });
  stack.revisions.push({ ...revision, at: ended + 1, made: NOTHING, outputs: [] });
  return stack;
}

/** Source: CloudFormation API reference, CreateStack, StackName. */
function stackName(params: Params): string {
  const name = nameGiven(params) ?? needed(params, 'StackName');
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return name;
  throw invalid(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

export const updateStack: Action = {
  takes: `${COMMON} UsePreviousTemplate DisableRollback`,
  run: (call) => onceByToken(call, () => ({ StackId: changedStack(call).id })),
};

/** A stack in these states can be updated. Source: CloudFormation user guide, "Stack status codes". */
const UPDATABLE: ReadonlySet<string> = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
]);

function changedStack(call: Call): Stack {
  const { params, now } = call;
  const stack = stackNeeded(call, (name) => `Stack [${name}] does not exist`);
  const status = statusAt(stack, now);
  if (!UPDATABLE.has(status)) {
    throw invalid(`Stack:${stack.id} is in ${status} state and can not be updated.`);
  }
  const before = revisionAt(stack, now);
  const { wish, revision } = wanted(call, stack, before);
  if (unchanged(before, revision)) throw invalid('No updates are to be performed.');
  const { made, changes } = deploy(call, wish, before.made);
  const token = tokenOf(params);
  const ended = now + call.world.settings.stackSeconds * SECOND;
  forgetRest(stack, now);
  tell(stack, { at: now, status: 'UPDATE_IN_PROGRESS', reason: 'User Initiated', ...token });
  tellChanges(stack, changes, { begun: now, ended, token });
  const failed = changes.filter((change) => change.failed !== undefined);
  if (failed.length > 0) {
    takeBack(call, stack, { changes }, before.made);
    stack.revisions.push({ ...revision, made: before.made, outputs: before.outputs });
    const reason = `The following resource(s) failed to update: [${ids(failed)}]. `;
    rollBack(stack, before, { changes, at: ended + 1, reason, token });
    return stack;
  }
  stack.revisions.push({ ...revision, made, outputs: outputsOf(call, wish, made) });
  cleanUp(call, stack, changes, ended + MOMENT);
  tell(stack, { at: ended + 1, status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', ...token });
  tell(stack, { at: ended + MOMENT, status: 'UPDATE_COMPLETE', ...token });
  return stack;
}

interface Rollback {
  readonly changes: readonly Change[];
  /** Cloud ms. */
  readonly at: number;
  readonly reason: string;
  readonly token: { token?: string };
}

function rollBack(stack: Stack, before: Revision, { changes, at, reason, token }: Rollback): void {
  stack.revisions.push({ ...before, at, updated: true });
  tell(stack, { at, status: 'UPDATE_ROLLBACK_IN_PROGRESS', reason, ...token });
  const back = changes
    .filter(({ how, made }) => how === 'UPDATE' && made)
    .map(({ logicalId, type }): Change => {
      const made = before.made.get(logicalId);
      return { logicalId, type, how: 'UPDATE', ...(made && { made }) };
    });
  tellChanges(stack, back, { begun: at, ended: at + MOMENT, token });
  const cleaning = at + MOMENT + 1;
  tell(stack, { at: cleaning, status: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', ...token });
  tell(stack, { at: cleaning + MOMENT, status: 'UPDATE_ROLLBACK_COMPLETE', ...token });
}

export const cancelUpdateStack: Action = {
  takes: 'StackName ClientRequestToken',
  run(call) {
    const { now, params } = call;
    const stack = stackNeeded(call, (name) => `Stack [${name}] does not exist`);
    if (statusAt(stack, now) !== 'UPDATE_IN_PROGRESS') {
      throw invalid('CancelUpdateStack cannot be called from current stack status');
    }
    const begun = stack.events.findLast(({ at, status }) => at <= now && status === 'UPDATE_IN_PROGRESS');
    const current = stack.revisions.findLast(({ at }) => at <= now);
    const before = stack.revisions.findLast(({ at }) => at < (current?.at ?? now));
    if (!begun || !current || !before) throw new Error('An update follows on something.');
    const changes = between(before.made, current.made);
    takeBack(call, stack, { changes }, before.made);
    forgetRest(stack, now);
    const reason = 'Update cancelled by user.';
    rollBack(stack, before, { changes, at: now + 1, reason, token: tokenOf(params) });
    return {};
  },
};

function between(before: Resources, after: Resources): Change[] {
  const changed = [...after].filter(([logicalId, made]) => before.get(logicalId) !== made);
  return changed.map(([logicalId, made]) => {
    const old = before.get(logicalId);
    const replaced = old && old.physicalId !== made.physicalId ? { replaced: old } : {};
    return { logicalId, type: made.type, how: old ? 'UPDATE' : 'CREATE', made, ...replaced };
  });
}

type Wanted = Omit<Revision, 'made' | 'outputs'>;

/** What the request wants the stack to be, once all that can be known before has been checked. */
function wanted(call: Call, stack: Stack, before: Revision | undefined): { wish: Wish; revision: Wanted } {
  const { params, now } = call;
  const body = text(params, 'TemplateBody');
  const previous = flag(params, 'UsePreviousTemplate') === true ? before?.template : undefined;
  const text_ = body ?? previous;
  if (text_ === undefined) throw invalid('Either Template URL or Template Body must be specified.');
  const template = readTemplate(text_);
  const parameters = stackParameters(call, template, before?.parameters);
  const capabilities = texts(params, 'Capabilities.member');
  checkCapabilities(template, capabilities);
  const tags = structures(params, 'Tags.member').map(
    (tag) => [needed(tag, 'Key'), text(tag, 'Value') ?? ''] as const,
  );
  const roleArn = text(params, 'RoleARN') ?? before?.roleArn;
  const revision: Wanted = {
    at: now,
    updated: before !== undefined,
    template: text_,
    ...(template.description !== undefined && { description: template.description }),
    parameters,
    capabilities,
    tags: before && tags.length === 0 ? before.tags : new Map(tags),
    ...(roleArn !== undefined && { roleArn }),
  };
  return { wish: { stack, template, parameters }, revision };
}

function unchanged(before: Revision, { template, parameters, tags }: Wanted): boolean {
  const compared = (one: Pick<Revision, 'template' | 'parameters' | 'tags'>) =>
    JSON.stringify([readTemplate(one.template), one.parameters, [...one.tags]]);
  return compared(before) === compared({ template, parameters, tags });
}

function tokenOf(params: Params): { token?: string } {
  const token = text(params, 'ClientRequestToken');
  return token === undefined ? {} : { token };
}

function ids(changes: readonly Change[]): string {
  return changes.map(({ logicalId }) => logicalId).join(', ');
}

export const deleteStack: Action = {
  takes: 'StackName ClientRequestToken RoleARN',
  run(call) {
    const { params, now, world } = call;
    const stack = findStack(call, nameGiven(params) ?? needed(params, 'StackName'));
    // What is not there is deleted, says CloudFormation.
    if (!stack || statusAt(stack, now).startsWith('DELETE_')) return {};
    const token = tokenOf(params);
    const before = revisionAt(stack, now);
    const changes = [...before.made]
      .reverse()
      .map(([logicalId, made]): Change => ({ logicalId, type: made.type, how: 'DELETE', made }));
    const ended = now + world.settings.stackSeconds * SECOND;
    forgetRest(stack, now);
    tell(stack, { at: now, status: 'DELETE_IN_PROGRESS', reason: 'User Initiated', ...token });
    tellChanges(stack, changes, { begun: now, ended, token });
    cleanUp(call, stack, changes, now);
    tell(stack, { at: ended + 1, status: 'DELETE_COMPLETE', ...token });
    stack.revisions.push({ ...before, at: ended + 1, made: NOTHING });
    return {};
  },
};
