/** The two imitations of AWS that are asked the same, and how one of them answers a request. */
import { EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import { SSMClient, SSMServiceException } from '@aws-sdk/client-ssm';
import { runCommand } from './command.js';
import type { Answer, Json } from './compare.js';
import { venvProgram } from './venv.js';

export const REGION = 'us-east-1';
export const ACCOUNT_ENV = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  AWS_DEFAULT_REGION: REGION,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
};

export interface Side {
  readonly url: string;
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  /** What earlier answers gave, by the names that the scenario gave it. */
  readonly known: Map<string, string>;
  /** Lets all that is under way come to its end. */
  settle(): void;
}

export function newSide(url: string, settle: () => void): Side {
  const common = {
    endpoint: url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' },
  };
  return { url, ec2: new EC2Client(common), ssm: new SSMClient(common), known: new Map(), settle };
}

/** The answer as plain data, without what the SDK adds and without empty lists, which the wire has in two forms. */
export async function answerOf(request: () => Promise<object>): Promise<Answer> {
  try {
    return JSON.parse(JSON.stringify(await request(), withoutNoise)) as Answer;
  } catch (thrown) {
    return { Error: errorOf(thrown) };
  }
}

function withoutNoise(name: string, value: unknown): unknown {
  if (name === '$metadata') return undefined;
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

function errorOf(thrown: unknown): Json {
  if (thrown instanceof EC2ServiceException || thrown instanceof SSMServiceException) {
    return { code: thrown.name, status: thrown.$metadata.httpStatusCode ?? 0 };
  }
  // moto answers what it does not know with a page of HTML, which no client can read.
  return { code: 'unreadable', status: 500 };
}

/** By the AWS CLI, for the one service whose client is not among our packages. */
export function callerIdentity({ url }: Side): Promise<Answer> {
  return answerOf(async () => {
    const args = ['sts', 'get-caller-identity', '--output', 'json', '--endpoint-url', url];
    const { stdout, stderr } = await runCommand(venvProgram('aws'), args, { env: ACCOUNT_ENV });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as object;
  });
}
