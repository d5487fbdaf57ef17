/** What two inputs say together. One named rule each; a rule sees the values as the grammars read them. */
import { conditionName } from '../instances/ready/condition.js';
import { readReference } from '../user-data/secrets/reference.js';
import { brokenBakeRules } from './bake-rules.js';
import { brokenRolloutRules } from './rollout-rules.js';
import type { Problem } from './problem.js';
import type { Values } from './load.js';

type Rule = (values: Values) => Problem | undefined;

const launches = ({ mode }: Values) => mode === 'launch' || mode === 'plan' || mode === 'rollout';

/** EC2 allows 50 tags; ten are for us and `Name`, on images. */
const MOST_TAGS = 40;

const publicAddressNeedsOne: Rule = (values) => {
  const knocks = values['ready-when']?.find(
    ({ kind }) => kind === 'tcp' || kind === 'http' || kind === 'https',
  );
  return knocks !== undefined && values['public-ip'] === 'false' && values['ready-address'] !== 'private'
    ? {
        input: 'ready-address',
        given: values['ready-address'],
        expected: `private, because ${conditionName(knocks)} cannot reach instances with public-ip: false from outside`,
      }
    : undefined;
};

const layersForVariables: Rule = (values) =>
  values.variables !== undefined && values.app === undefined && values.bake === undefined && launches(values)
    ? { input: 'variables', expected: 'layers in `app` or `bake` that use them, or no variables' }
    : undefined;

const readableSecrets: Rule = ({ variables }) => {
  for (const [name, value] of Object.entries(variables ?? {})) {
    const reference = readReference(value);
    if (reference !== undefined && 'expected' in reference)
      return { input: 'variables', expected: `for ${name}: ${reference.expected}` };
  }
  return undefined;
};

const roleForSecrets: Rule = (values) => {
  const [name] = Object.entries(values.variables ?? {}).find(([, value]) => readReference(value)) ?? [];
  const group = values['create-group'] ? undefined : values['auto-scaling-group'];
  const role = values['iam-instance-profile'] ?? values['launch-template'] ?? group;
  return name !== undefined && role === undefined && launches(values)
    ? {
        input: 'iam-instance-profile',
        expected: `an instance profile (or a launch template or a group that has one): its role fetches the variable ${name}`,
      }
    : undefined;
};

const fewEnoughTags: Rule = ({ tags }) => {
  const count = Object.keys(tags ?? {}).length;
  return count > MOST_TAGS
    ? {
        input: 'tags',
        given: `${count} tags`,
        expected: `at most ${MOST_TAGS}: EC2 allows 50, and ten are ours`,
      }
    : undefined;
};

const shortTagValues: Rule = ({ tags }) => {
  const long = Object.entries(tags ?? {}).find(([, value]) => value.length > 256);
  return (
    long && { input: 'tags', given: `${long[0]}=${long[1]}`, expected: 'values of at most 256 characters' }
  );
};

const noDoubles: Rule = (values) => {
  const types = values['instance-type'] ?? [];
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  return twice === undefined
    ? undefined
    : {
        input: 'instance-type',
        given: twice,
        expected: 'each type once: trying it again in the same places cannot help',
      };
};

const environmentToEnd: Rule = (values) =>
  values.mode === 'terminate' &&
  values['terminate-scope'] === 'environment' &&
  values['deployment-environment'] === undefined
    ? { input: 'deployment-environment', expected: 'the environment whose instances are to end' }
    : undefined;

const tokenForGithub: Rule = (values) => {
  const what = values.comment ? 'comment' : values['deployment-environment'] && 'deployment-environment';
  return what !== undefined && values['github-token'] === undefined
    ? { input: 'github-token', expected: `a token for ${what}` }
    : undefined;
};

const idsAlone: Rule = (values) =>
  values['instance-ids'] !== undefined && values['terminate-scope'] !== 'job'
    ? {
        input: 'terminate-scope',
        given: values['terminate-scope'],
        expected: 'nothing beside `instance-ids`: they alone are ended then',
      }
    : undefined;

const environmentNeedsScope: Rule = (values) =>
  values.mode === 'terminate' &&
  values['terminate-scope'] !== 'environment' &&
  values['deployment-environment'] !== undefined
    ? {
        input: 'deployment-environment',
        given: values['deployment-environment'],
        expected:
          values['instance-ids'] === undefined
            ? '`terminate-scope: environment` beside it, or no environment'
            : 'nothing beside `instance-ids`: they alone are ended then',
      }
    : undefined;

const lockFollows: Rule = (values) => {
  const kind = values['base-image']?.kind;
  return values['lock-file'] !== undefined && (kind === 'id' || kind === 'lock')
    ? {
        input: 'base-image',
        expected: 'what the lock is to follow: an alias, ssm:/path or name:OWNER/GLOB; or nothing',
      }
    : undefined;
};

const layersToPersist: Rule = ({ persist, app, files, ...values }) =>
  persist && app === undefined && files === undefined && launches(values as Values)
    ? { input: 'persist', given: 'true', expected: 'layers in `app` that run at every boot, or no persist' }
    : undefined;

const RULES: readonly Rule[] = [
  environmentToEnd,
  environmentNeedsScope,
  idsAlone,
  tokenForGithub,
  publicAddressNeedsOne,
  layersForVariables,
  layersToPersist,
  readableSecrets,
  roleForSecrets,
  fewEnoughTags,
  shortTagValues,
  noDoubles,
  lockFollows,
];

export function brokenRules(values: Values): Problem[] {
  return [
    ...RULES.flatMap((rule) => rule(values) ?? []),
    ...brokenBakeRules(values),
    ...brokenRolloutRules(values),
  ];
}
