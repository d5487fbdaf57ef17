import { createHash } from 'node:crypto';
import { refuse } from '../protocol/errors.js';
import { ACCOUNT } from '../world/state.js';
import { readParameter, type ParameterReading } from './parameter-store.js';
import { pages, textOf, textsOf, type JsonAction, type JsonCall, type JsonInput } from './json-action.js';

/** How SSM's answers name a parameter. Times are seconds since 1970 in JSON 1.1. */
function parameterTree(
  { region }: JsonCall,
  found: ParameterReading,
  input: JsonInput,
): Record<string, unknown> {
  return {
    Name: found.name,
    Type: found.type,
    Value: shownValue(found, input),
    Version: found.version,
    ...(found.selector !== undefined && { Selector: found.selector }),
    LastModifiedDate: found.at / 1000,
    ARN: parameterArn(region.name, found.name),
    DataType: found.dataType,
  };
}

/** Public parameters belong to no account. */
export function parameterArn(region: string, name: string): string {
  const account = name.startsWith('/aws/') ? '' : ACCOUNT;
  return `arn:aws:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
}

export function shownValue(
  found: Pick<ParameterReading, 'name' | 'version' | 'value' | 'type'>,
  { WithDecryption: decrypt }: JsonInput,
): string {
  return found.type === 'SecureString' && decrypt !== true ? ciphertext(found) : found.value;
}

/** What KMS makes of a value can't be told from chance, but begins alike; the same version always reads the same. */
function ciphertext({ name, version, value }: Pick<ParameterReading, 'name' | 'version' | 'value'>): string {
  const noise = createHash('sha512')
    .update(JSON.stringify([name, version, value]))
    .digest();
  return Buffer.concat([Buffer.from('0102020078', 'hex'), noise]).toString('base64');
}

export const getParameter: JsonAction = (call, input) => {
  const name = textOf(input, 'Name');
  const found = readParameter(call, name);
  if (found === 'ParameterNotFound') throw refuse(found, `Parameter ${name} not found.`);
  if (found === 'ParameterVersionNotFound') {
    throw refuse(
      found,
      `Systems Manager could not find version ${name.split(':').at(-1) ?? ''} of ${name}. Verify the version and try again.`,
    );
  }
  return { Parameter: parameterTree(call, found, input) };
};

/** Never fails for a name: what isn't there is listed. Source: SSM API reference, GetParameters. */
export const getParameters: JsonAction = (call, input) => {
  const names = textsOf(input, 'Names');
  if (names.length < 1 || names.length > 10) {
    throw refuse(
      'ValidationException',
      `1 validation error detected: Value '[${names.join(', ')}]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10`,
    );
  }
  const read = names.map((name) => ({ name, found: readParameter(call, name) }));
  return {
    Parameters: read.flatMap(({ found }) =>
      typeof found === 'string' ? [] : [parameterTree(call, found, input)],
    ),
    InvalidParameters: read.flatMap(({ name, found }) => (typeof found === 'string' ? [name] : [])),
  };
};

export const getParametersByPath: JsonAction = (call, input) => {
  const path = textOf(input, 'Path').replace(/\/?$/, '/');
  const deep = input['Recursive'] === true;
  const names = [...call.region.parameters.keys()]
    .filter((name) => name.startsWith(path) && (deep || !name.slice(path.length).includes('/')))
    .sort();
  const { items, nextToken } = pages(names, input, 10);
  const read = items.map((name) => readParameter(call, name)).filter((found) => typeof found !== 'string');
  return {
    Parameters: read.map((found) => parameterTree(call, found, input)),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
};
