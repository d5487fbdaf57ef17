import { randomUUID } from 'node:crypto';
import { refuse } from '../protocol/errors.js';
import { hex } from '../world/chance.js';
import { findKey, keyArn, type Grant, type Key } from '../world/keys.js';
import { ACCOUNT, type Region } from '../world/state.js';
import { textOf, textsOf, type JsonAction, type JsonInput } from './json-action.js';

/** KMS, as far as whoever shares encrypted images needs it. Source: KMS API reference. */

function keyOf(region: Region, input: JsonInput, field = 'KeyId'): Key {
  const given = textOf(input, field);
  const key = findKey(region, given);
  if (key) return key;
  const arn = given.startsWith('arn:')
    ? given
    : keyArn(region.name, given.startsWith('alias/') ? given : `key/${given}`);
  const message = arn.includes(':alias/') ? `Alias ${arn} is not found.` : `Key '${arn}' does not exist`;
  throw refuse('NotFoundException', message);
}

export const createKey: JsonAction = ({ region, now }, input) => {
  const id = randomUUID();
  const key: Key = {
    id,
    arn: keyArn(region.name, `key/${id}`),
    createdAt: now,
    manager: 'CUSTOMER',
    description: typeof input['Description'] === 'string' ? input['Description'] : '',
    tags: (input['Tags'] ?? []) as Key['tags'],
    grants: new Map(),
  };
  region.keys.set(id, key);
  return { KeyMetadata: metadata(key) };
};

function metadata({ id, arn, createdAt, description, manager }: Key): Record<string, unknown> {
  return {
    AWSAccountId: ACCOUNT,
    Arn: arn,
    CreationDate: createdAt / 1000,
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    Description: description,
    Enabled: true,
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    KeyId: id,
    KeyManager: manager,
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyState: 'Enabled',
    KeyUsage: 'ENCRYPT_DECRYPT',
    MultiRegion: false,
    Origin: 'AWS_KMS',
  };
}

export const describeKey: JsonAction = ({ region }, input) => ({
  KeyMetadata: metadata(keyOf(region, input)),
});

export const createAlias: JsonAction = ({ region, now }, input) => {
  const name = textOf(input, 'AliasName');
  if (!/^alias\/[\w/-]+$/.test(name)) throw refuse('InvalidAliasNameException', '');
  if (name.startsWith('alias/aws/')) throw refuse('NotAuthorizedException', '');
  const key = keyOf(region, input, 'TargetKeyId');
  if (region.keyAliases.has(name)) {
    const arn = keyArn(region.name, name);
    throw refuse('AlreadyExistsException', `An alias with the name ${arn} already exists`);
  }
  region.keyAliases.set(name, { name, keyId: key.id, createdAt: now });
  return {};
};

export const listAliases: JsonAction = ({ region }, input) => {
  const key = input['KeyId'] === undefined ? undefined : keyOf(region, input);
  const found = [...region.keyAliases.values()].filter(({ keyId }) => !key || keyId === key.id);
  return {
    Aliases: found.map(({ name, keyId, createdAt }) => ({
      AliasName: name,
      AliasArn: keyArn(region.name, name),
      TargetKeyId: keyId,
      CreationDate: createdAt / 1000,
      LastUpdatedDate: createdAt / 1000,
    })),
    Truncated: false,
  };
};

const OPERATIONS =
  /^(Decrypt|Encrypt|GenerateDataKey|GenerateDataKeyWithoutPlaintext|ReEncryptFrom|ReEncryptTo|Sign|Verify|GetPublicKey|CreateGrant|RetireGrant|DescribeKey|GenerateDataKeyPair|GenerateDataKeyPairWithoutPlaintext|GenerateMac|VerifyMac|DeriveSharedSecret)$/;

/** The same grant asked for again under the same name is the one that is there. */
export const createGrant: JsonAction = ({ region, world, now }, input) => {
  const key = keyOf(region, input);
  if (key.manager === 'AWS') {
    throw refuse('AccessDeniedException', `Grants of the AWS managed key ${key.arn} are AWS's own.`);
  }
  const wanted = readGrant(input);
  const before = [...key.grants.values()].find(
    (grant) =>
      grant.name !== undefined &&
      JSON.stringify({ ...grant, id: 0, createdAt: 0 }) ===
        JSON.stringify({ ...wanted, id: 0, createdAt: 0 }),
  );
  const grant = before ?? { ...wanted, id: hex(world.chance, 64), createdAt: now };
  key.grants.set(grant.id, grant);
  return { GrantId: grant.id, GrantToken: Buffer.from(`grant ${grant.id}`).toString('base64') };
};

function readGrant(input: JsonInput): Omit<Grant, 'id' | 'createdAt'> {
  const operations = textsOf(input, 'Operations');
  const wrong = operations.find((operation) => !OPERATIONS.test(operation));
  if (wrong !== undefined || operations.length === 0) {
    throw refuse(
      'ValidationException',
      `1 validation error detected: Value '[${operations.join(', ')}]' at 'operations' failed to satisfy constraint`,
    );
  }
  const { Name: name, RetiringPrincipal: retiring, Constraints: constraints } = input;
  return {
    ...(typeof name === 'string' && { name }),
    grantee: textOf(input, 'GranteePrincipal'),
    ...(typeof retiring === 'string' && { retiring }),
    operations,
    ...(typeof constraints === 'object' && { constraints: constraints as Record<string, unknown> }),
  };
}

export const listGrants: JsonAction = ({ region }, input) => {
  const { grants, arn } = keyOf(region, input);
  const { GranteePrincipal: grantee, GrantId: id } = input;
  const found = [...grants.values()].filter(
    (grant) => (grantee ?? grant.grantee) === grant.grantee && (id ?? grant.id) === grant.id,
  );
  return {
    Grants: found.map((grant) => ({
      KeyId: arn,
      GrantId: grant.id,
      Name: grant.name ?? '',
      CreationDate: grant.createdAt / 1000,
      GranteePrincipal: grant.grantee,
      ...(grant.retiring !== undefined && { RetiringPrincipal: grant.retiring }),
      IssuingAccount: `arn:aws:iam::${ACCOUNT}:root`,
      Operations: grant.operations,
      ...(grant.constraints && { Constraints: grant.constraints }),
    })),
    Truncated: false,
  };
};

export const revokeGrant: JsonAction = ({ region }, input) => {
  const { grants } = keyOf(region, input);
  const id = textOf(input, 'GrantId');
  if (!grants.delete(id)) throw refuse('NotFoundException', `Grant ID ${id} not found`);
  return {};
};
