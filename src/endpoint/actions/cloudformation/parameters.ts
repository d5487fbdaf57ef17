import { flag, needed, structures, text, type Params } from '../../protocol/query.js';
import { KINDS, seen } from '../../world/consistency.js';
import type { StackParameter } from '../../world/cloudformation.js';
import type { Call } from '../action.js';
import { readParameter } from '../parameter-store.js';
import { invalid, type ParameterDeclaration, type Template } from './template.js';

/**
 * The values of all parameters that the template declares: those of the request, those of before where it says so, and the
 * defaults. Those of SSM are looked up anew each time, also under the name of before, and their values are not checked.
 * Source: CloudFormation user guide, "Systems Manager parameter types". The messages are from memory.
 */
export function stackParameters(
  call: Call,
  { parameters: declared }: Template,
  before: readonly StackParameter[] | undefined,
): StackParameter[] {
  const given = new Map(
    structures(call.params, 'Parameters.member').map((one) => [needed(one, 'ParameterKey'), one]),
  );
  const unknown = [...given.keys()].filter((key) => !Object.hasOwn(declared, key));
  if (unknown.length > 0) throw invalid(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const values = Object.entries(declared).map(([key, declaration]) => ({
    key,
    declaration,
    value: valueOf(key, declaration, { given: given.get(key), before }),
  }));
  const missing = values.filter(({ value }) => value === undefined);
  if (missing.length > 0)
    throw invalid(`Parameters: [${missing.map(({ key }) => key).join(', ')}] must have values`);
  return values.map(({ key, declaration, value = '' }) => parameter(call, key, declaration, value));
}

function valueOf(
  key: string,
  { Default }: ParameterDeclaration,
  { given, before }: { given: Params | undefined; before: readonly StackParameter[] | undefined },
): string | undefined {
  if (given === undefined) return Default === undefined ? undefined : String(Default);
  if (flag(given, 'UsePreviousValue') !== true) return text(given, 'ParameterValue') ?? '';
  if ((text(given, 'ParameterValue') ?? '') !== '') {
    throw invalid(
      `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
    );
  }
  const previous = before?.find((one) => one.key === key);
  if (previous) return previous.value;
  throw invalid(
    `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
  );
}

const OF_SSM = /^AWS::SSM::Parameter::Value<(.*)>$/;

function parameter(
  call: Call,
  key: string,
  { Type, NoEcho, AllowedValues }: ParameterDeclaration,
  value: string,
): StackParameter {
  if (AllowedValues && !AllowedValues.map(String).includes(value)) {
    throw invalid(`Parameter '${key}' must be one of AllowedValues`);
  }
  const hidden = String(NoEcho ?? false) === 'true';
  if (OF_SSM.test(Type)) return { key, value, resolved: ofSsm(call, value), hidden };
  if (Type === 'AWS::EC2::Image::Id' && !seen(call, KINDS.image).some(({ id }) => id === value)) {
    throw invalid(
      `Parameter validation failed: parameter value ${value} for parameter name ${key} does not exist`,
    );
  }
  return { key, value, hidden };
}

function ofSsm(call: Call, name: string): string {
  const found = readParameter(call, name);
  if (typeof found === 'object') return found.value;
  throw invalid(`Unable to fetch parameters [${name}] from parameter store for this account.`);
}

/** What a reference to the parameter gives: a list where its type is one. */
export function parameterValue(
  { value, resolved }: StackParameter,
  { Type }: ParameterDeclaration,
): string | string[] {
  const inner = OF_SSM.exec(Type)?.[1] ?? Type;
  const used = resolved ?? value;
  return /^(CommaDelimitedList|List<.*>)$/.test(inner) ? used.split(',').map((one) => one.trim()) : used;
}
