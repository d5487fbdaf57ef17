import { createHash } from 'node:crypto';
import { refuse } from '../protocol/errors.js';
import { ACCOUNT, type ParameterVersion, type Region } from '../world/state.js';
import { stateAt } from '../world/timeline.js';
import { mayLaunch } from './launch/image.js';
import { readParameter, type ParameterReading } from './parameter-store.js';
import { pages, textOf, textsOf, type JsonAction, type JsonInput } from './json-action.js';

/** How SSM's answers name a parameter. Times are seconds since 1970 in JSON 1.1. */
function parameterTree(
  region: Region,
  found: ParameterReading,
  { WithDecryption: decrypt }: JsonInput,
): Record<string, unknown> {
  const account = found.name.startsWith('/aws/') ? '' : ACCOUNT; // public parameters belong to no account
  return {
    Name: found.name,
    Type: found.type,
    Value: found.type === 'SecureString' && decrypt !== true ? ciphertext(found) : found.value,
    Version: found.version,
    ...(found.selector !== undefined && { Selector: found.selector }),
    LastModifiedDate: found.at / 1000,
    ARN: `arn:aws:ssm:${region.name}:${account}:parameter${found.name.startsWith('/') ? '' : '/'}${found.name}`,
    DataType: found.dataType,
  };
}

/** What KMS makes of a value can't be told from chance, but begins alike; the same version always reads the same. */
function ciphertext({ name, version, value }: ParameterReading): string {
  const noise = createHash('sha512')
    .update(JSON.stringify([name, version, value]))
    .digest();
  return Buffer.concat([Buffer.from('0102020078', 'hex'), noise]).toString('base64');
}

export const getParameter: JsonAction = ({ region }, input) => {
  const name = textOf(input, 'Name');
  const found = readParameter(region, name);
  if (found === 'ParameterNotFound') throw refuse(found, `Parameter ${name} not found.`);
  if (found === 'ParameterVersionNotFound') {
    throw refuse(
      found,
      `Systems Manager could not find version ${name.split(':').at(-1) ?? ''} of ${name}. Verify the version and try again.`,
    );
  }
  return { Parameter: parameterTree(region, found, input) };
};

/** Never fails for a name: what isn't there is listed. Source: SSM API reference, GetParameters. */
export const getParameters: JsonAction = ({ region }, input) => {
  const names = textsOf(input, 'Names');
  if (names.length < 1 || names.length > 10) {
    throw refuse(
      'ValidationException',
      `1 validation error detected: Value '[${names.join(', ')}]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10`,
    );
  }
  const read = names.map((name) => ({ name, found: readParameter(region, name) }));
  return {
    Parameters: read.flatMap(({ found }) =>
      typeof found === 'string' ? [] : [parameterTree(region, found, input)],
    ),
    InvalidParameters: read.flatMap(({ name, found }) => (typeof found === 'string' ? [name] : [])),
  };
};

export const getParametersByPath: JsonAction = ({ region }, input) => {
  const path = textOf(input, 'Path').replace(/\/?$/, '/');
  const deep = input['Recursive'] === true;
  const names = [...region.parameters.keys()]
    .filter((name) => name.startsWith(path) && (deep || !name.slice(path.length).includes('/')))
    .sort();
  const { items, nextToken } = pages(names, input, 10);
  const read = items.map((name) => readParameter(region, name)).filter((found) => typeof found !== 'string');
  return {
    Parameters: read.map((found) => parameterTree(region, found, input)),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
};

const TYPES = ['String', 'StringList', 'SecureString'];
const DATA_TYPES = ['text', 'aws:ec2:image'];
/** Of a standard parameter, in bytes. Source: SSM API reference, PutParameter. */
const LONGEST = 4096;
const MOST_VERSIONS = 100;

export const putParameter: JsonAction = ({ region, now }, input) => {
  const name = textOf(input, 'Name');
  const value = textOf(input, 'Value');
  checkNew(name, value);
  const latest = region.parameters.get(name)?.versions.at(-1);
  if (latest && input['Overwrite'] !== true) {
    throw refuse(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  const type = choice(input, 'Type', { of: TYPES, otherwise: latest?.type });
  const dataType = choice(input, 'DataType', { of: DATA_TYPES, otherwise: latest?.dataType ?? 'text' });
  const version = (latest?.version ?? 0) + 1;
  const answer = { Version: version, Tier: 'Standard' };
  // An image's ID is checked after the answer was given: one that isn't there leaves the parameter as it was.
  if (dataType === 'aws:ec2:image' && !isImage(region, value, now)) return answer;
  addVersion(region, name, { version, value, type, dataType, at: now, labels: [] });
  return answer;
};

function isImage(region: Region, id: string, now: number): boolean {
  const image = region.images.get(id);
  return image !== undefined && mayLaunch(image) && stateAt(image.timeline, now) === 'available';
}

/** The oldest version goes when there are too many. */
function addVersion(region: Region, name: string, version: ParameterVersion): void {
  const parameter = region.parameters.get(name) ?? { name, versions: [] };
  region.parameters.set(name, parameter);
  parameter.versions.push(version);
  if (parameter.versions.length > MOST_VERSIONS) parameter.versions.shift();
}

function checkNew(name: string, value: string): void {
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw refuse('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  }
  if (Buffer.byteLength(value) > LONGEST) {
    throw refuse(
      'ValidationException',
      `Standard tier parameters support a maximum parameter value of ${LONGEST} characters.`,
    );
  }
}

export const deleteParameter: JsonAction = ({ region }, input) => {
  const name = textOf(input, 'Name');
  if (!region.parameters.delete(name)) throw refuse('ParameterNotFound', `Parameter ${name} not found.`);
  return {};
};

function choice(
  input: JsonInput,
  field: string,
  { of, otherwise }: { of: string[]; otherwise: string | undefined },
): string {
  const given = input[field] ?? otherwise;
  if (typeof given !== 'string' || !of.includes(given)) {
    throw refuse('ValidationException', `${field} must be one of ${of.join(', ')}`);
  }
  return given;
}
