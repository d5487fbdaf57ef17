import { refuse } from '../protocol/errors.js';
import type { ParameterPolicy, ParameterTier, ParameterVersion } from '../world/parameters.js';
import type { JsonInput } from './json-action.js';

/** What a value may have, in bytes. Source: SSM API reference, PutParameter, `Tier`. */
const LONGEST: Readonly<Record<ParameterTier, number>> = { Standard: 4096, Advanced: 8192 };

const TIERS = ['Standard', 'Advanced', 'Intelligent-Tiering'];
const POLICIES = ['Expiration', 'ExpirationNotification', 'NoChangeNotification'];

/**
 * The tier of a new version, and the policies that hold from then on: those of the version before it, unless there are others.
 * Only advanced parameters may be longer than 4 KB, or have policies. Source: SSM API reference, PutParameter, `Tier` and
 * `Policies`; in which words SSM refuses policies of a standard one is not documented.
 */
export function tierOf(
  input: JsonInput,
  value: string,
  latest: ParameterVersion | undefined,
): Pick<ParameterVersion, 'tier' | 'policies'> {
  const policies =
    input['Policies'] === undefined ? (latest?.policies ?? []) : readPolicies(input['Policies']);
  const bytes = Buffer.byteLength(value);
  const needed = bytes > LONGEST.Standard || policies.length > 0 ? 'Advanced' : 'Standard';
  const tier = chosen(input['Tier'] ?? latest?.tier ?? 'Standard', needed, latest);
  if (bytes > LONGEST[tier]) {
    throw refuse(
      'ValidationException',
      `${tier} tier parameters support a maximum parameter value of ${LONGEST[tier]} characters.`,
    );
  }
  if (tier === 'Standard' && policies.length > 0) {
    throw refuse('ValidationException', 'Standard tier parameters do not support parameter policies.');
  }
  return { tier, policies };
}

function chosen(asked: unknown, needed: ParameterTier, latest: ParameterVersion | undefined): ParameterTier {
  if (typeof asked !== 'string' || !TIERS.includes(asked)) {
    throw refuse('ValidationException', `Tier must be one of ${TIERS.join(', ')}`);
  }
  const wasAdvanced = latest?.tier === 'Advanced';
  if (asked === 'Standard' && wasAdvanced) {
    throw refuse(
      'ValidationException',
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.",
    );
  }
  if (asked === 'Intelligent-Tiering') return wasAdvanced ? 'Advanced' : needed;
  return asked as ParameterTier;
}

interface PolicyText {
  readonly Type?: unknown;
  readonly Version?: unknown;
  readonly Attributes?: Readonly<Record<string, unknown>>;
}

function readPolicies(text: unknown): ParameterPolicy[] {
  return listOf(text).map((policy) => {
    const { Type: type, Version: version, Attributes: attributes = {} } = policy;
    if (typeof type !== 'string' || !POLICIES.includes(type)) {
      throw refuse('InvalidPolicyTypeException', `The policy type is not supported: ${String(type)}.`);
    }
    const expires = type === 'Expiration' ? Date.parse(String(attributes['Timestamp'])) : undefined;
    if (version !== '1.0' || Number.isNaN(expires)) {
      throw refuse('InvalidPolicyAttributeException', `The policy ${type} has a wrong version or attribute.`);
    }
    return { type, text: JSON.stringify(policy), ...(expires !== undefined && { expires }) };
  });
}

function listOf(text: unknown): PolicyText[] {
  try {
    const list: unknown = JSON.parse(String(text));
    if (Array.isArray(list)) return list as PolicyText[];
  } catch {
    // Told below.
  }
  throw refuse('ValidationException', 'Policies must be a JSON array.');
}
