/** The grammars of baking: names, keys, regions and those an image is shared with. */
import { reading, text } from './grammar.js';
import { REGION } from './rows/run.js';

/** A region that gets a copy. `key`: the KMS key there, where one is named. */
export interface CopyTarget {
  readonly region: string;
  readonly key: string | undefined;
}

/** Whom an image is shared with. */
export type ShareTarget =
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'organization' | 'unit'; readonly arn: string };

/**
 * EC2 allows 128 characters for an image's name. Ours ends in the base image's alias, the start of the fingerprint and, where
 * the name was taken, a few characters more. Source: EC2 API reference, CreateImage.
 */
export function imageName() {
  return text(
    /^[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,48}[A-Za-z0-9])?$/,
    'up to 50 letters, digits, dots, dashes, slashes and underscores, the first and the last a letter or digit',
  );
}

const KEY =
  /^(alias\/[\w/-]{1,250}|(mrk-)?[0-9a-f-]{32,36}|arn:aws[\w-]*:kms:[\w-]+:\d{12}:(key\/(mrk-)?[0-9a-f-]{32,36}|alias\/[\w/-]{1,250}))$/;
const KEY_FORMS = 'the ID, the ARN or the alias (alias/…) of a KMS key';

export function kmsKey() {
  return text(KEY, KEY_FORMS);
}

/** `us-east-1` or `us-east-1=alias/images` */
export function copyTarget() {
  return reading<CopyTarget>((given) => {
    const [, region = '', key] = /^([^=\s]+)(?:\s*=\s*(\S+))?$/.exec(given) ?? [];
    if (!REGION.test(region)) return { expected: 'regions such as us-east-1 or us-east-1=alias/images' };
    if (key !== undefined && !KEY.test(key)) return { expected: `behind ${region}= ${KEY_FORMS}` };
    return { value: { region, key } };
  });
}

/** Source of the ARNs: Service Authorization Reference, "Resource types defined by AWS Organizations". */
export function shareTarget() {
  return reading<ShareTarget>((given) => {
    if (/^\d{12}$/.test(given)) return { value: { kind: 'account', account: given } };
    const [, kind] =
      /^arn:aws[\w-]*:organizations::\d{12}:(organization|ou)\/o-[a-z0-9]{10,32}(?:\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})?$/.exec(
        given,
      ) ?? [];
    if (kind === undefined)
      return { expected: 'accounts of 12 digits, or ARNs of organizations or organizational units' };
    return { value: { kind: kind === 'ou' ? 'unit' : 'organization', arn: given } };
  });
}

/** Source: SSM API reference, PutParameter, `Name`. */
export function parameterName() {
  return text(
    /^(?!\/?(?:aws|ssm)(?:[/.]|$))(?:\/[\w.-]+){1,15}$/i,
    'the name of a parameter, such as /golden/web, not beginning with /aws or /ssm',
  );
}
