import { refuse } from '../../protocol/errors.js';
import type { JsonInput } from '../json-action.js';

/** What each kind of revision cannot do without. Source: CodeDeploy API reference, S3Location, GitHubLocation. */
const NEEDED: Readonly<Record<string, readonly [field: string, parts: readonly string[]]>> = {
  S3: ['s3Location', ['bucket', 'key', 'bundleType']],
  GitHub: ['gitHubLocation', ['repository', 'commitId']],
};

/** Where the revision of a request is, in one order. Throws RevisionRequiredException, InvalidRevisionException. */
export function locationOf({ revision }: JsonInput): JsonInput {
  if (typeof revision !== 'object' || revision === null) {
    throw refuse('RevisionRequiredException', 'The revision is required.');
  }
  const given = revision as JsonInput;
  const type = String(given['revisionType']);
  const [field, parts] = (Object.hasOwn(NEEDED, type) ? NEEDED[type] : undefined) ?? [];
  const location = field === undefined ? undefined : given[field];
  if (field === undefined || parts === undefined || typeof location !== 'object' || location === null) {
    throw refuse('InvalidRevisionException', `There is no revision of the type ${type}.`);
  }
  const missing = parts.find((part) => typeof (location as JsonInput)[part] !== 'string');
  if (missing !== undefined) throw refuse('InvalidRevisionException', `${field} needs ${missing}.`);
  const sorted = Object.entries(location).sort(([one], [other]) => (one < other ? -1 : 1));
  return { revisionType: type, [field]: Object.fromEntries(sorted) };
}
