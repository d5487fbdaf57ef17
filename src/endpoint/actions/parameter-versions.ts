import { CALLER } from '../authorization/caller.js';
import { refuse, type ApiError } from '../protocol/errors.js';
import type { Parameter, ParameterVersion } from '../world/parameters.js';
import { pages, textOf, textsOf, type JsonAction, type JsonCall, type JsonInput } from './json-action.js';
import { visibleVersions } from './parameter-store.js';
import { parameterArn, shownValue } from './parameters.js';

/** Source: SSM API reference, GetParameterHistory and DescribeParameters. */
const PAGE = 50;

function parameterNamed(
  { region, now }: JsonCall,
  name: string,
): { parameter: Parameter; versions: ParameterVersion[] } {
  const plain = name.replace(/^arn:aws[\w-]*:ssm:[\w-]+:\d*:parameter/, '');
  const parameter = region.parameters.get(plain) ?? region.parameters.get(plain.replace(/^\//, ''));
  const versions = parameter === undefined ? [] : visibleVersions(parameter, now);
  if (!parameter || versions.length === 0) throw refuse('ParameterNotFound', `Parameter ${name} not found.`);
  return { parameter, versions };
}

/** Oldest first. */
export const getParameterHistory: JsonAction = (call, input) => {
  const { parameter, versions } = parameterNamed(call, textOf(input, 'Name'));
  const { items, nextToken } = pages(versions, input, PAGE);
  return {
    Parameters: items.map((version) => ({
      ...common(parameter, version),
      Value: shownValue({ ...version, name: parameter.name }, input),
      Labels: version.labels,
    })),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
};

function common({ name, description }: Parameter, version: ParameterVersion): Record<string, unknown> {
  return {
    Name: name,
    Type: version.type,
    LastModifiedDate: version.at / 1000,
    LastModifiedUser: CALLER,
    ...(description !== undefined && { Description: description }),
    Version: version.version,
    Tier: version.tier,
    Policies: version.policies.map(({ type, text }) => ({
      PolicyText: text,
      PolicyType: type,
      PolicyStatus: 'Pending',
    })),
    DataType: version.dataType,
  };
}

const MOST_LABELS = 10;

/** A label that another version has moves. Source: SSM API reference, LabelParameterVersion. */
export const labelParameterVersion: JsonAction = (call, input) => {
  const name = textOf(input, 'Name');
  const { versions } = parameterNamed(call, name);
  const asked = input['ParameterVersion'];
  const version = asked === undefined ? versions.at(-1) : versions.find((each) => each.version === asked);
  if (!version) {
    throw refuse(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${String(asked)} of ${name}. Verify the version and try again.`,
    );
  }
  const labels = textsOf(input, 'Labels');
  const [valid, invalid] = [labels.filter(isLabel), labels.filter((label) => !isLabel(label))];
  if (new Set([...version.labels, ...valid]).size > MOST_LABELS) {
    throw refuse(
      'ParameterVersionLabelLimitExceeded',
      `An error occurred (ParameterVersionLabelLimitExceeded) when calling the LabelParameterVersion operation: A parameter version can have maximum ${MOST_LABELS} labels.`,
    );
  }
  for (const each of versions) {
    const kept = each.labels.filter((label) => !valid.includes(label));
    each.labels.splice(0, each.labels.length, ...kept, ...(each === version ? valid : []));
  }
  return { InvalidLabels: invalid, ParameterVersion: version.version };
};

function isLabel(label: string): boolean {
  return /^(?!\d|aws|ssm)[\w.-]{1,100}$/i.test(label);
}

/** One's own, never the public ones. */
export const describeParameters: JsonAction = (call, input) => {
  const tests = filtersOf(input).map(testOf);
  const found = [...call.region.parameters.values()]
    .filter(({ name }) => !name.startsWith('/aws/'))
    .flatMap((parameter) => {
      const latest = visibleVersions(parameter, call.now).at(-1);
      return latest ? [{ parameter, latest }] : [];
    })
    .filter((each) => tests.every((test) => test(each)));
  const { items, nextToken } = pages(found, input, PAGE);
  return {
    Parameters: items.map(({ parameter, latest }) => ({
      ...common(parameter, latest),
      ARN: parameterArn(call.region.name, parameter.name),
    })),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
};

interface Described {
  readonly parameter: Parameter;
  readonly latest: ParameterVersion;
}

interface Filter {
  readonly key: string;
  readonly option: string;
  readonly values: readonly string[];
}

/** `Filters` is the older way to say the same. */
function filtersOf(input: JsonInput): Filter[] {
  const listed = (field: string): JsonInput[] =>
    Array.isArray(input[field]) ? (input[field] as JsonInput[]) : [];
  return [...listed('ParameterFilters'), ...listed('Filters')].map((filter) => ({
    key: textOf(filter, 'Key'),
    option: typeof filter['Option'] === 'string' ? filter['Option'] : '',
    values: textsOf(filter, 'Values'),
  }));
}

type Look = (described: Described) => string | undefined;

const LOOKS: Readonly<Record<string, Look>> = {
  Name: ({ parameter }) => parameter.name,
  Type: ({ latest }) => latest.type,
  DataType: ({ latest }) => latest.dataType,
  Tier: ({ latest }) => latest.tier,
};

function testOf({ key, option, values }: Filter): (described: Described) => boolean {
  if (key === 'Path') return ({ parameter }) => values.some((path) => isUnder(parameter.name, path, option));
  const look = lookOf(key);
  if (!look) throw unknownFilter(key);
  const accepts = COMPARISONS[option === '' ? 'Equals' : option];
  if (!accepts || (option === 'Contains' && key !== 'Name')) {
    throw refuse('InvalidFilterOption', `The following filter option is not valid: ${option}.`);
  }
  return (described) => {
    const value = look(described);
    // A tag without values asks only whether there is one.
    if (values.length === 0) return value !== undefined;
    return value !== undefined && values.some((wanted) => accepts(value, wanted));
  };
}

/** Of what is a filter elsewhere SSM says that it isn't valid here; for anything else its own check of the form comes first. */
function unknownFilter(key: string): ApiError {
  if (key === 'Label' || key === 'KeyId') {
    return refuse('InvalidFilterKey', `The following filter key is not valid: ${key}.`);
  }
  return refuse(
    'ValidationException',
    `1 validation error detected: Value '${key}' at 'parameterFilters.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType`,
  );
}

const COMPARISONS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  Equals: (value, wanted) => value === wanted,
  BeginsWith: (value, wanted) => value.startsWith(wanted),
  Contains: (value, wanted) => value.includes(wanted),
};

function lookOf(key: string): Look | undefined {
  if (key.startsWith('tag:')) return ({ parameter }) => parameter.tags?.get(key.slice('tag:'.length));
  return Object.hasOwn(LOOKS, key) ? LOOKS[key] : undefined;
}

function isUnder(name: string, path: string, option: string): boolean {
  const folder = path.replace(/\/?$/, '/');
  if (!name.startsWith(folder)) return false;
  return option === 'Recursive' || !name.slice(folder.length).includes('/');
}
