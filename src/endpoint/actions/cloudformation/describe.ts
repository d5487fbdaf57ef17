import { page } from '../../protocol/pages.js';
import { needed, text, type Params } from '../../protocol/query.js';
import { iso, type TreeNode } from '../../protocol/xml.js';
import {
  revisionAt,
  stackEventAt,
  type Stack,
  type StackEvent,
  type StackParameter,
} from '../../world/cloudformation.js';
import type { Action, Call } from '../action.js';
import { members } from '../auto-scaling/trees.js';
import { neededCapability } from './capabilities.js';
import { findStack, isDeleted, nameGiven, stackNeeded } from './find.js';
import { invalid, readTemplate } from './template.js';

const PAGE = '100';

function pageOf<T>(
  items: readonly T[],
  params: Params,
): { items: readonly T[]; nextToken: string | undefined } {
  const NextToken = text(params, 'NextToken');
  return page(items, { MaxResults: PAGE, ...(NextToken !== undefined && { NextToken }) });
}

/** Those that were deleted only by their IDs. */
export const describeStacks: Action = {
  takes: 'StackName NextToken',
  run(call) {
    const { params, region, now } = call;
    const stacks =
      nameGiven(params) === undefined
        ? [...region.stacks.values()].filter((stack) => !isDeleted(stack, now)).reverse()
        : [stackNeeded(call, (name) => `Stack with id ${name} does not exist`)];
    const { items, nextToken } = pageOf(stacks, params);
    return { Stacks: members(items.map((stack) => stackTree(stack, now))), NextToken: nextToken };
  },
};

function stackTree(stack: Stack, now: number): TreeNode {
  const revision = revisionAt(stack, now);
  const { status, reason, at } = stackEventAt(stack, now);
  const changed = stack.revisions.findLast((one) => one.at <= now && one.updated);
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: revision.description,
    Parameters: members(revision.parameters.map(parameterTree)),
    CreationTime: iso(stack.createdAt),
    LastUpdatedTime: changed && iso(changed.at),
    DeletionTime: status.startsWith('DELETE_') ? iso(at) : undefined,
    RollbackConfiguration: {},
    StackStatus: status,
    StackStatusReason: reason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: members([]),
    Capabilities: members(revision.capabilities),
    Outputs: members(
      revision.outputs.map(({ key, value, description }) => ({
        OutputKey: key,
        OutputValue: value,
        Description: description,
      })),
    ),
    RoleARN: revision.roleArn,
    Tags: members([...revision.tags].map(([Key, Value]) => ({ Key, Value }))),
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

function parameterTree({ key, value, resolved, hidden }: StackParameter): TreeNode {
  const shown = (text: string | undefined) => (hidden && text !== undefined ? '****' : text);
  return { ParameterKey: key, ParameterValue: shown(value), ResolvedValue: shown(resolved) };
}

/** Newest first. */
export const describeStackEvents: Action = {
  takes: 'StackName NextToken',
  run(call) {
    const { params, now } = call;
    const stack = stackNeeded(call, (name) => `Stack [${name}] does not exist`);
    const events = stack.events.filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
    const { items, nextToken } = pageOf(events.reverse(), params);
    return { StackEvents: members(items.map((event) => eventTree(stack, event))), NextToken: nextToken };
  },
};

function eventTree({ id, name }: Stack, event: StackEvent): TreeNode {
  return {
    StackId: id,
    EventId: event.id,
    StackName: name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: iso(event.at),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.token,
  };
}

/** What each was last told to be. */
export const describeStackResources: Action = {
  takes: 'StackName LogicalResourceId',
  run(call) {
    const { params, now } = call;
    const stack = stackNeeded(call, (name) => `Stack with id ${name} does not exist`);
    const asked = text(params, 'LogicalResourceId');
    const told = stack.events.filter(({ at, physicalId }) => at <= now && physicalId !== stack.id);
    const last = new Map(told.map((event) => [event.logicalId, event]));
    const found = [...last.values()].filter(({ logicalId }) => asked === undefined || asked === logicalId);
    if (asked !== undefined && found.length === 0) {
      throw invalid(`Resource ${asked} does not exist for stack ${stack.name}`);
    }
    return { StackResources: members(found.map((event) => resourceTree(stack, event))) };
  },
};

function resourceTree({ id, name }: Stack, event: StackEvent): TreeNode {
  return {
    StackName: name,
    StackId: id,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: iso(event.at),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

export const getTemplate: Action = {
  takes: 'StackName TemplateStage',
  run(call) {
    const stack = stackNeeded(call, (name) => `Stack with id ${name} does not exist`);
    const { template } = revisionAt(stack, call.now);
    return { TemplateBody: template, StagesAvailable: members(['Original', 'Processed']) };
  },
};

export const getTemplateSummary: Action = {
  takes: 'StackName TemplateBody',
  run(call) {
    const template = readTemplate(templateAsked(call));
    const capability = neededCapability(template);
    return {
      Parameters: members(
        Object.entries(template.parameters).map(([key, declaration]) => ({
          ParameterKey: key,
          DefaultValue: declaration.Default === undefined ? undefined : String(declaration.Default),
          ParameterType: declaration.Type,
          NoEcho: String(declaration.NoEcho ?? false) === 'true',
          Description: declaration.Description,
          ParameterConstraints: {},
        })),
      ),
      Description: template.description,
      Capabilities: members(capability === undefined ? [] : [capability]),
      Version: template.version,
      ResourceTypes: members([...new Set(Object.values(template.resources).map(({ Type }) => Type))]),
    };
  },
};

function templateAsked(call: Call): string {
  const body = text(call.params, 'TemplateBody');
  if (body !== undefined) return body;
  const name = needed(call.params, 'StackName');
  const stack = findStack(call, name);
  if (!stack) throw invalid(`Stack with id ${name} does not exist`);
  return revisionAt(stack, call.now).template;
}
