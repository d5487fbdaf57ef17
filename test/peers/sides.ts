/** The two imitations of AWS that are asked the same, and how one of them answers a request. */
import { AutoScalingClient, AutoScalingServiceException } from '@aws-sdk/client-auto-scaling';
import { CodeDeployClient, CodeDeployServiceException } from '@aws-sdk/client-codedeploy';
import { CloudFormationClient, CloudFormationServiceException } from '@aws-sdk/client-cloudformation';
import { EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import { ElasticBeanstalkClient, ElasticBeanstalkServiceException } from '@aws-sdk/client-elastic-beanstalk';
import { KMSClient, KMSServiceException } from '@aws-sdk/client-kms';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
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
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly scaling: AutoScalingClient;
  readonly codeDeploy: CodeDeployClient;
  readonly stacks: CloudFormationClient;
  readonly beanstalk: ElasticBeanstalkClient;
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
  return {
    url,
    ec2: new EC2Client(common),
    ssm: new SSMClient(common),
    s3: new S3Client(common),
    kms: new KMSClient(common),
    scaling: new AutoScalingClient(common),
    codeDeploy: new CodeDeployClient(common),
    stacks: new CloudFormationClient(common),
    beanstalk: new ElasticBeanstalkClient(common),
    known: new Map(),
    settle,
  };
}

/** The answer as plain data, without what the SDK adds and without empty lists, which the wire has in two forms. */
export async function answerOf(request: () => Promise<object>): Promise<Answer> {
  try {
    return JSON.parse(JSON.stringify(await read(await request()), withoutNoise)) as Answer;
  } catch (thrown) {
    return { Error: errorOf(thrown) };
  }
}

/** An object's body comes as a stream. */
async function read(answer: object & { Body?: unknown }): Promise<object> {
  const { Body: body } = answer as { Body?: { transformToString(): Promise<string> } };
  return body === undefined ? answer : { ...answer, Body: await body.transformToString() };
}

const SERVICE_EXCEPTIONS = [
  EC2ServiceException,
  SSMServiceException,
  S3ServiceException,
  KMSServiceException,
  AutoScalingServiceException,
  CodeDeployServiceException,
  CloudFormationServiceException,
  ElasticBeanstalkServiceException,
];

function withoutNoise(name: string, value: unknown): unknown {
  if (name === '$metadata') return undefined;
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

function errorOf(thrown: unknown): Json {
  // A code that the SDK does not know it throws as a class of its own, which not every client's exceptions have above them.
  const synthetic = thrown instanceof Error && thrown.constructor.name.endsWith('SyntheticServiceException');
  if (synthetic || SERVICE_EXCEPTIONS.some((exception) => thrown instanceof exception)) {
    const { name, $metadata: metadata } = thrown as EC2ServiceException;
    return { code: name, status: metadata.httpStatusCode ?? 0 };
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
