/** Where a value is kept that never lands in user data: the machine fetches it when it boots. Plain data. */
export interface SecretReference {
  readonly service: 'ssm' | 'secretsmanager';
  /** As the service takes it: a name or an ARN, for SSM with `:VERSION` or `:LABEL` if the user gave one. */
  readonly id: string;
  /** The key whose value is meant, where the secret is a JSON object. */
  readonly key?: string;
}

/** A reference under the name of the environment variable that a layer reads it from. */
export interface Secret {
  readonly variable: string;
  readonly reference: SecretReference;
}

/** Why a value that starts like a reference is none, as it follows the word "expected". */
export interface BadReference {
  readonly expected: string;
}

/**
 * What the services take. Source: SSM API reference, GetParameter, `Name` (with `:VERSION` or `:LABEL`), PutParameter,
 * `Name`; Secrets Manager API reference, GetSecretValue, `SecretId`, CreateSecret, `Name`.
 */
const FORMS: Record<SecretReference['service'], { readonly pattern: RegExp; readonly expected: string }> = {
  ssm: {
    pattern:
      /^ssm:(?<id>(?:arn:aws[\w-]*:ssm:[\w-]+:\d{12}:parameter)?\/?[\w.-]+(?:\/[\w.-]+)*(?::[\w.-]+)?)$/,
    expected:
      'ssm:/path or ssm:name of a parameter (letters, digits and _.-/), with :version or :label where it matters',
  },
  secretsmanager: {
    pattern:
      /^secretsmanager:(?<id>(?:arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:)?[\w/+=.@-]{1,512})(?:#(?<key>[\x20-\x7E]+))?$/,
    expected:
      'secretsmanager:name or the ARN of a secret (letters, digits and /_+=.@-), with #key (ASCII) for one key of a JSON secret',
  },
};

/** Reads a variable's value as a reference; `undefined` when it is an ordinary value. */
export function readReference(value: string): SecretReference | BadReference | undefined {
  const service = /^(ssm|secretsmanager):/.exec(value)?.[1];
  if (service !== 'ssm' && service !== 'secretsmanager') return undefined;
  const { pattern, expected } = FORMS[service];
  const { id, key } = pattern.exec(value)?.groups ?? {};
  if (id === undefined) return { expected };
  return { service, id, ...(key !== undefined && { key }) };
}

/** Whether two references fetch the same. */
export function sameReference(one: SecretReference, other: SecretReference): boolean {
  return one.service === other.service && one.id === other.id && one.key === other.key;
}
