import { createHash } from 'node:crypto';
import { ACCOUNT, type Region } from './state.js';

/** A key of KMS, as far as EBS and those who share images look at it. */
export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  /** `AWS`: one that a service made for itself, of which nothing can be shared. */
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly description: string;
  readonly tags: readonly { readonly TagKey: string; readonly TagValue: string }[];
  readonly grants: Map<string, Grant>;
}

export interface Grant {
  readonly id: string;
  readonly name?: string;
  readonly createdAt: number;
  readonly grantee: string;
  readonly retiring?: string;
  readonly operations: readonly string[];
  readonly constraints?: Readonly<Record<string, unknown>>;
}

export interface KeyAlias {
  /** `alias/…` */
  readonly name: string;
  readonly keyId: string;
  readonly createdAt: number;
}

const EBS_ALIAS = 'alias/aws/ebs';

export function keyArn(region: string, resource: string): string {
  return `arn:aws:kms:${region}:${ACCOUNT}:${resource}`;
}

/** EBS makes its key in each region by itself. Source: EBS user guide, "Amazon EBS encryption", default KMS key. */
export function addEbsKey(region: Region, createdAt: number): void {
  const hash = createHash('sha256').update(`ebs ${region.name}`).digest('hex');
  const id = hash.replace(/^(.{8})(.{4})(.{3})(.{3})(.{12}).*/, '$1-$2-4$3-a$4-$5');
  region.keys.set(id, {
    id,
    arn: keyArn(region.name, `key/${id}`),
    createdAt,
    manager: 'AWS',
    description: 'Default key that protects my EBS volumes when no other key is defined',
    tags: [],
    grants: new Map(),
  });
  region.keyAliases.set(EBS_ALIAS, { name: EBS_ALIAS, keyId: id, createdAt });
}

/** The key that an ID, an alias, or the ARN of either names. */
export function findKey({ keys, keyAliases, name: region }: Region, given: string): Key | undefined {
  const prefix = keyArn(region, '');
  if (given.startsWith('arn:') && !given.startsWith(prefix)) return undefined;
  const resource = given.startsWith(prefix) ? given.slice(prefix.length) : given;
  return keys.get(keyAliases.get(resource)?.keyId ?? resource.replace(/^key\//, ''));
}

export function ebsKey(region: Region): Key {
  const key = findKey(region, EBS_ALIAS);
  if (!key) throw new Error(`The region ${region.name} has no key for EBS.`);
  return key;
}

/** What a disk's key is kept as: nothing unless it is encrypted, and then an ARN, EBS's own when none was asked for. */
export function diskKey(
  region: Region,
  { encrypted, kmsKeyId }: { encrypted: boolean; kmsKeyId: string | undefined },
): { kmsKeyId?: string } {
  if (!encrypted) return {};
  if (kmsKeyId === undefined) return { kmsKeyId: ebsKey(region).arn };
  return { kmsKeyId: findKey(region, kmsKeyId)?.arn ?? kmsKeyId };
}

/** Whether a disk is encrypted with EBS's own key, so that nobody else can ever use it. */
export function hasEbsKey(
  region: Region,
  { encrypted, kmsKeyId }: { readonly encrypted: boolean; readonly kmsKeyId?: string },
): boolean {
  return encrypted && (kmsKeyId === undefined || findKey(region, kmsKeyId)?.manager === 'AWS');
}
