import { createHash, generateKeyPairSync } from 'node:crypto';
import { filtered } from '../protocol/filters.js';
import { refuse } from '../protocol/errors.js';
import { flag, needed, text, texts } from '../protocol/query.js';
import { iso, type TreeNode } from '../protocol/xml.js';
import { newId } from '../world/chance.js';
import { KINDS, seen } from '../world/consistency.js';
import type { KeyPair } from '../world/state.js';
import { unlessDryRun, type Action, type Call } from './action.js';
import { oneOf } from './launch/options.js';
import { tagSet, tagSpecifications } from './tag-specifications.js';

export const createKeyPair: Action = {
  takes: 'KeyName KeyType KeyFormat TagSpecification',
  run(call) {
    const type = oneOf(call.params, 'KeyType', ['rsa', 'ed25519']) ?? 'rsa';
    oneOf(call.params, 'KeyFormat', ['pem', 'ppk']);
    const { name, tags } = nameAndTags(call);
    unlessDryRun(call);
    const made = makeKeys(type);
    const key = keep(call, { name, type, publicKey: made.publicKey, tags });
    return { ...keyTree(key), keyMaterial: made.privateKey };
  },
};

export const importKeyPair: Action = {
  takes: 'KeyName PublicKeyMaterial TagSpecification',
  run(call) {
    const publicKey = Buffer.from(needed(call.params, 'PublicKeyMaterial'), 'base64').toString('utf8').trim();
    const type = /^(?:ssh-)(rsa|ed25519) \S+/.exec(publicKey)?.[1];
    if (type !== 'rsa' && type !== 'ed25519') {
      throw refuse('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
    }
    const { name, tags } = nameAndTags(call);
    unlessDryRun(call);
    return keyTree(keep(call, { name, type, publicKey, tags }));
  },
};

function nameAndTags(call: Call): Pick<KeyPair, 'name' | 'tags'> {
  const name = needed(call.params, 'KeyName');
  const tags = tagSpecifications(call.params, ['key-pair'])['key-pair'];
  if ([...call.region.keyPairs.values()].some((key) => key.name === name)) {
    throw refuse('InvalidKeyPair.Duplicate', `The keypair already exists`);
  }
  return { name, tags };
}

function keep(
  { world, region, now }: Call,
  own: Pick<KeyPair, 'name' | 'type' | 'publicKey' | 'tags'>,
): KeyPair {
  const digest = createHash('sha1').update(own.publicKey).digest('hex');
  const fingerprint = digest.match(/../g)?.join(':') ?? digest;
  const key: KeyPair = { ...own, id: newId(world.chance, 'key'), createdAt: now, fingerprint };
  region.keyPairs.set(key.id, key);
  return key;
}

/** Only RSA can be written in a form (PKCS#1) that OpenSSH and Packer read; Node can't write OpenSSH's own. */
function makeKeys(type: 'rsa' | 'ed25519'): { publicKey: string; privateKey: string } {
  const encoding = { type: 'spki', format: 'pem' } as const;
  if (type === 'rsa') {
    return generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: encoding,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
  }
  return generateKeyPairSync('ed25519', {
    publicKeyEncoding: encoding,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function keyTree(key: KeyPair): TreeNode {
  return {
    keyPairId: key.id,
    keyName: key.name,
    keyFingerprint: key.fingerprint,
    tagSet: tagSet(key.tags),
  };
}

/** To delete what isn't there is no mistake. */
export const deleteKeyPair: Action = {
  takes: 'KeyName KeyPairId',
  run(call) {
    const name = text(call.params, 'KeyName');
    const id = text(call.params, 'KeyPairId');
    if (name === undefined && id === undefined) {
      throw refuse('MissingParameter', 'The request must contain the parameter KeyName or KeyPairId');
    }
    unlessDryRun(call);
    const key = [...call.region.keyPairs.values()].find((each) => each.name === name || each.id === id);
    if (key) call.region.keyPairs.delete(key.id);
    return { return: true, keyPairId: key?.id };
  },
};

export const describeKeyPairs: Action = {
  takes: 'KeyName KeyPairId IncludePublicKey Filter',
  run(call) {
    const { params } = call;
    const names = texts(params, 'KeyName');
    const ids = texts(params, 'KeyPairId');
    const all = seen(call, KINDS.keyPair);
    const missing = [
      ...names.filter((name) => !all.some((key) => key.name === name)),
      ...ids.filter((id) => !all.some((key) => key.id === id)),
    ];
    if (missing.length > 0) throw refuse('InvalidKeyPair.NotFound', KINDS.keyPair.message(missing));
    const asked =
      names.length + ids.length === 0
        ? all
        : all.filter(({ name, id }) => names.includes(name) || ids.includes(id));
    const found = filtered(asked, params, {
      fingerprint: ({ fingerprint }) => fingerprint,
      'key-name': ({ name }) => name,
      'key-pair-id': ({ id }) => id,
    });
    const withKey = flag(params, 'IncludePublicKey') ?? false;
    return {
      keySet: found.map((key) => ({
        ...keyTree(key),
        keyType: key.type,
        createTime: iso(key.createdAt),
        publicKey: withKey ? key.publicKey : undefined,
      })),
    };
  },
};
