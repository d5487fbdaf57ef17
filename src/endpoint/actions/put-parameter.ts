import { refuse } from '../protocol/errors.js';
import { SECOND } from '../world/durations.js';
import type { Parameter, ParameterVersion } from '../world/parameters.js';
import { stateAt } from '../world/timeline.js';
import { textOf, type JsonAction, type JsonCall, type JsonInput } from './json-action.js';
import { mayLaunch } from './launch/image.js';
import { visibleVersions } from './parameter-store.js';
import { tierOf } from './parameter-tier.js';

const TYPES = ['String', 'StringList', 'SecureString'];
const DATA_TYPES = ['text', 'aws:ec2:image'];
const MOST_VERSIONS = 100;

export const putParameter: JsonAction = (call, input) => {
  const { region, now, world } = call;
  const name = textOf(input, 'Name');
  const value = textOf(input, 'Value');
  checkNew(name);
  removeExpired(call, name);
  const parameter = region.parameters.get(name);
  const latest = parameter && visibleVersions(parameter, now).at(-1);
  checkOverwrite(input, latest);
  const type = choice(input, 'Type', { of: TYPES, otherwise: latest?.type });
  const dataType = choice(input, 'DataType', { of: DATA_TYPES, otherwise: latest?.dataType ?? 'text' });
  checkDataType(latest, dataType);
  const version = (parameter?.versions.at(-1)?.version ?? 0) + 1;
  const kind = { type, dataType, ...tierOf(input, value, latest) };
  const answer = { Version: version, Tier: kind.tier };
  if (dataType !== 'aws:ec2:image') {
    addVersion(call, input, { ...kind, version, value, at: now, labels: [] });
    return answer;
  }
  // An image's ID is checked after the answer was given: one that isn't there leaves the parameter as it was.
  const at = now + world.settings.parameterValidationSeconds * SECOND;
  if (isImage(call, value, at)) addVersion(call, input, { ...kind, version, value, at, labels: [] });
  return answer;
};

/** What has expired is gone, and another of its name begins anew. */
function removeExpired({ region, now }: JsonCall, name: string): void {
  const parameter = region.parameters.get(name);
  const [first] = parameter?.versions ?? [];
  if (!parameter || !first || first.at > now) return;
  if (visibleVersions(parameter, now).length === 0) region.parameters.delete(name);
}

function checkOverwrite(input: JsonInput, latest: ParameterVersion | undefined): void {
  const overwrites = input['Overwrite'] === true;
  if (overwrites && Array.isArray(input['Tags']) && input['Tags'].length > 0) {
    throw refuse(
      'ValidationException',
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  if (latest && !overwrites) {
    throw refuse(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
}

/** That it is refused is documented, in which words is not. Source: Systems Manager user guide, "Native parameter support for AMI IDs". */
function checkDataType(latest: ParameterVersion | undefined, dataType: string): void {
  if (latest && latest.dataType !== dataType) {
    throw refuse(
      'ValidationException',
      `The data type of an existing parameter can't be changed from ${latest.dataType} to ${dataType}.`,
    );
  }
}

/** Who may not describe images is told nothing of it either. Source: the same guide, "Grant permissions". */
function isImage({ region, world }: JsonCall, id: string, at: number): boolean {
  const image = region.images.get(id);
  const allowed = !world.settings.denied.includes('ec2:DescribeImages');
  return allowed && image !== undefined && mayLaunch(image) && stateAt(image.timeline, at) === 'available';
}

/** The oldest version goes when there are too many, unless a label keeps it. Source: SSM API reference, ParameterMaxVersionLimitExceeded. */
function addVersion({ region }: JsonCall, input: JsonInput, version: ParameterVersion): void {
  const name = textOf(input, 'Name');
  const parameter = region.parameters.get(name) ?? newParameter(name, input);
  const [oldest] = parameter.versions;
  if (oldest && parameter.versions.length >= MOST_VERSIONS) {
    if (oldest.labels.length > 0) {
      throw refuse(
        'ParameterMaxVersionLimitExceeded',
        `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. ` +
          `Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. ` +
          'Move the label to another version of the parameter, and try again.',
      );
    }
    parameter.versions.shift();
  }
  region.parameters.set(name, parameter);
  parameter.versions.push(version);
}

function newParameter(name: string, input: JsonInput): Parameter {
  const tags = (Array.isArray(input['Tags']) ? input['Tags'] : []) as { Key: string; Value: string }[];
  return {
    name,
    ...(typeof input['Description'] === 'string' && { description: input['Description'] }),
    tags: new Map(tags.map(({ Key, Value }) => [Key, Value])),
    versions: [],
  };
}

function checkNew(name: string): void {
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw refuse('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  }
}

export const deleteParameter: JsonAction = (call, input) => {
  const { region } = call;
  const name = textOf(input, 'Name');
  removeExpired(call, name);
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
