import { isAwsFailure } from '../aws/errors.js';
import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import { grouped } from '../grouped.js';
import { USER_DATA_LIMIT, type UserData } from './fit.js';
import { gzip } from './gzip.js';
import { sha256 } from './hash.js';
import { URL_MARK } from './system.js';
import { stagedBy } from './staged.js';

/**
 * How long the URL of a staged object holds, in seconds: no machine takes so long to boot and fetch it, and whoever reads the
 * user data later gets nothing by it. S3 allows a week.
 */
const URL_SECONDS = 3600;

/** Credentials that end sooner than a machine may take to boot are worth a warning. */
const BOOT_MS = 20 * 60_000;

/**
 * The bytes that EC2 is given: the user data itself, or, where that is staged, a few lines by which the machine fetches it
 * from the bucket, where it is put by this. What is put there stays open in the ledger, so that post deletes it. The bucket
 * has to be in the region of the run.
 *
 * Whoever has the URL can read the object: it stands in what this returns, and nowhere else.
 */
export async function deliver(userData: UserData, context: WriteContext): Promise<Uint8Array> {
  const { bytes, staged } = userData;
  if (staged === undefined) return bytes;
  const { bucket } = staged;
  const key = await put(bytes, bucket, context);
  const url = await context.presign({ bucket, key, seconds: URL_SECONDS });
  await warnOfTheEnd(context);
  const small = Buffer.from(
    Buffer.from(staged.small)
      .toString('latin1')
      .replace(URL_MARK, () => url),
    'latin1',
  );
  // Windows, whose agents unpack nothing, has room enough.
  return small.length > USER_DATA_LIMIT ? gzip(small) : small;
}

/** What EC2 would be given, as far as it is known before anything is staged: for asking whether it would take it. */
export function undelivered({ bytes, staged }: UserData): Uint8Array {
  const small = staged?.small ?? bytes;
  return small.length > USER_DATA_LIMIT ? gzip(small) : small;
}

/** Returns the key. The same content has the same, so that it is there once however often it is delivered. */
async function put(bytes: Uint8Array, bucket: string, context: WriteContext): Promise<string> {
  const noted = context.ledger.creating({
    kind: 'object',
    region: await context.region(),
    token: `${stagedBy(context.step)}${sha256(bytes)}`,
    about: { bucket },
    what: `the staged user data in the bucket ${bucket}`,
    count: 1,
    at: context.clock.now(),
  });
  try {
    await context.s3('PutObject', { Bucket: bucket, Key: noted.token, Body: bytes });
  } catch (thrown) {
    if (!isAwsFailure(thrown)) throw thrown;
    const elsewhere = thrown.code === 'PermanentRedirect';
    if (thrown.madeNothing || elsewhere) noted.refused();
    throw elsewhere ? notHere(bucket, await context.region()) : thrown;
  }
  noted.made([`s3://${bucket}/${noted.token}`]);
  context.log.say(`Staged ${grouped(bytes.length)} bytes of user data in the bucket ${bucket}.`);
  return noted.token;
}

function notHere(bucket: string, region: string): Failure {
  return new Failure(
    'staging-bucket-elsewhere',
    `The bucket ${bucket} is not in ${region}, where the machines are launched that fetch from it.`,
    { advice: 'Name a bucket of that region as `staging-bucket`.' },
  );
}

async function warnOfTheEnd({ clock, credentialsEnd, log }: WriteContext): Promise<void> {
  const left = ((await credentialsEnd()) ?? Infinity) - clock.now();
  if (left >= BOOT_MS) return;
  log.warn(
    `The credentials of this run end in ${Math.max(0, Math.round(left / 60_000))} minutes, and with them the URL by which the machine fetches its staged user data: one that boots later than that fails. Ask for a longer session (\`role-duration-seconds\` of aws-actions/configure-aws-credentials).`,
  );
}
