import { ApiError } from '../../protocol/errors.js';
import {
  stackFailure,
  type Made,
  type Properties,
  type StackOutput,
  type StackParameter,
} from '../../world/cloudformation.js';
import { ACCOUNT } from '../../world/state.js';
import type { Call } from '../action.js';
import { parameterValue } from './parameters.js';
import { kindOf, type Place } from './resources.js';
import { invalid, type ResourceDeclaration, type Template } from './template.js';
import { evaluate, references, type Scope } from './values.js';

export type Resources = ReadonlyMap<string, Made>;

export interface Change {
  readonly logicalId: string;
  readonly type: string;
  readonly how: 'CREATE' | 'UPDATE' | 'DELETE';
  /** Of what there is afterwards; of what there was when it was deleted. */
  readonly made?: Made;
  /** What it takes the place of. */
  readonly replaced?: Made;
  /** Why it could not be made or changed; nothing after that was tried. */
  readonly failed?: string;
}

export interface Deployment {
  readonly made: Resources;
  readonly changes: readonly Change[];
}

/** What a stack is to be. */
export interface Wish {
  readonly stack: Place['stack'];
  readonly template: Template;
  readonly parameters: readonly StackParameter[];
}

/**
 * Makes and changes, in order, what differs from `before`, and stops at the first that fails. All of that is done at once; only
 * what the stack tells of it takes time. What is replaced or no longer in the template is still there.
 */
export function deploy(call: Call, wish: Wish, before: Resources): Deployment {
  const { stack, template } = wish;
  const made = new Map(before);
  const changes: Change[] = [];
  for (const [logicalId, { Type: type, Properties = {} }] of inOrder(wish)) {
    const place = { call, stack, logicalId };
    const properties = evaluate(Properties, scopeOf(call, wish, made)) as Properties;
    const one = before.get(logicalId);
    if (one?.type === type && JSON.stringify(one.properties) === JSON.stringify(properties)) continue;
    const change = changed(place, { type, properties }, one);
    changes.push(change);
    if (change.failed !== undefined) return { made, changes };
    if (change.made) made.set(logicalId, change.made);
  }
  for (const [logicalId, one] of before) {
    if (Object.hasOwn(template.resources, logicalId)) continue;
    made.delete(logicalId);
    changes.push({ logicalId, type: one.type, how: 'DELETE', made: one });
  }
  return { made, changes };
}

function changed(
  place: Place,
  { type, properties }: Pick<Made, 'type' | 'properties'>,
  before: Made | undefined,
): Change {
  const { call, stack, logicalId } = place;
  const kind = kindOf(type);
  const how = before === undefined ? 'CREATE' : 'UPDATE';
  const failed = stackFailure(call.world, stack.name, logicalId);
  if (failed !== undefined) return { logicalId, type, how, failed };
  const keeps = (kind.fixed ?? []).every((name) => before?.properties[name] === properties[name]);
  try {
    if (before?.type === type && kind.change && keeps) {
      const made = { ...before, properties, ...kind.change(place, before, properties) };
      return { logicalId, type, how, made };
    }
    const made = { type, properties, ...kind.make(place, properties) };
    return { logicalId, type, how, made, ...(before && { replaced: before }) };
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    return { logicalId, type, how, failed: handlerMessage(thrown, type) };
  }
}

/** As CloudFormation tells what another service has said. From memory. */
function handlerMessage({ message, status }: ApiError, type: string): string {
  const service = type.split('::')[1] ?? type;
  return `Resource handler returned message: "${message} (Service: ${service}, Status Code: ${status})" (HandlerErrorCode: InvalidRequest)`;
}

/** Takes back what was made and changed, newest first. */
export function takeBack(
  call: Call,
  stack: Place['stack'],
  { changes }: Pick<Deployment, 'changes'>,
  before: Resources,
): void {
  for (const { logicalId, made, replaced } of [...changes].reverse()) {
    const place = { call, stack, logicalId };
    const old = before.get(logicalId);
    if (!made || made === old) continue;
    if (old && !replaced) kindOf(old.type).change?.(place, made, old.properties);
    else kindOf(made.type).remove(place, made, call.now);
    if (replaced) kindOf(replaced.type).keep?.(place, replaced);
  }
}

/** Ends what the changes have left over, at a time (cloud ms) that may be still to come. */
export function cleanUp(call: Call, stack: Place['stack'], changes: readonly Change[], at: number): void {
  for (const { logicalId, how, made, replaced } of changes) {
    const left = how === 'DELETE' ? made : replaced;
    if (left) kindOf(left.type).remove({ call, stack, logicalId }, left, at);
  }
}

export function outputsOf(call: Call, wish: Wish, made: Resources): StackOutput[] {
  const scope = scopeOf(call, wish, made);
  return Object.entries(wish.template.outputs).map(([key, { Value, Description }]) => ({
    key,
    value: String(evaluate(Value, scope)),
    ...(Description !== undefined && { description: Description }),
  }));
}

function scopeOf({ region }: Call, { stack, template, parameters }: Wish, made: Resources): Scope {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': region.name,
    'AWS::StackId': stack.id,
    'AWS::StackName': stack.name,
  };
  return {
    ref(name) {
      const parameter = parameters.find(({ key }) => key === name);
      const declaration = template.parameters[name];
      if (parameter && declaration) return parameterValue(parameter, declaration);
      return made.get(name)?.physicalId ?? pseudo[name];
    },
    attribute: (resource, name) => made.get(resource)?.attributes[name],
  };
}

/** Each after what it refers to or says it depends on. Throws ValidationError where there is no such thing, or a circle. */
function inOrder({ template }: Wish): [string, ResourceDeclaration][] {
  const { resources, parameters } = template;
  const done = new Set<string>();
  const ordered: [string, ResourceDeclaration][] = [];
  const visit = (logicalId: string, path: readonly string[]) => {
    const declaration = resources[logicalId];
    if (done.has(logicalId) || !declaration) return;
    if (path.includes(logicalId)) {
      throw invalid(`Circular dependency between resources: [${path.join(', ')}]`);
    }
    const named = references(declaration.Properties).filter(
      (name) => !Object.hasOwn(parameters, name) && !name.startsWith('AWS::'),
    );
    const needed = [...named, ...[declaration.DependsOn ?? []].flat()];
    const absent = needed.filter((name) => !Object.hasOwn(resources, name));
    if (absent.length > 0) {
      throw invalid(
        `Template format error: Unresolved resource dependencies [${absent.join(', ')}] in the Resources block of the template`,
      );
    }
    for (const name of needed) visit(name, [...path, logicalId]);
    done.add(logicalId);
    ordered.push([logicalId, declaration]);
  };
  for (const logicalId of Object.keys(resources)) visit(logicalId, []);
  return ordered;
}
