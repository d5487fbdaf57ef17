/** What is measured, one function each. All figures of a table come from one run on one machine. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { EC2Client, waitUntilInstanceRunning } from '@aws-sdk/client-ec2';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import { startJob } from '../support/runner.js';

const run = promisify(execFile);
const TRIES = 9;
const APP = { app: 'app.sh' };
const FILES = { 'app.sh': '#!/bin/sh\ntrue\n' };

/** In the field's own words: an instance that takes 4 s to run and 4 s more to signal, NotFound for 2 s at first. */
export const CLOUD = { pendingSeconds: 4, signalSeconds: 4, consistencySeconds: 2, consoleDelaySeconds: 0 };

export async function withCloud<T>(speed: number, use: (endpoint: Endpoint) => Promise<T>): Promise<T> {
  const endpoint = await startEndpoint({ speed, settings: { ...CLOUD, throttle: 'off' } });
  try {
    return await use(endpoint);
  } finally {
    await endpoint.close();
  }
}

/** Bytes of all files in dist/. */
export function bundleBytes(): number {
  return readdirSync('dist').reduce((sum, file) => sum + statSync(path.join('dist', file)).size, 0);
}

/** Milliseconds from spawn to the end of a node that does nothing; the best of some tries. */
export async function bareNodeMs(): Promise<number> {
  return best(async () => {
    const started = performance.now();
    await run(process.execPath, ['-e', '0']);
    return performance.now() - started;
  });
}

/** Milliseconds from spawn to the first request that arrives; the best of some tries. */
export function coldStartMs(endpoint: Endpoint): Promise<number> {
  return best(async () => {
    const started = performance.now();
    let first = 0;
    const off = endpoint.control.onRequest(() => {
      first ||= performance.now() - started;
    });
    await startJob({ url: endpoint.url }).run({ mode: 'resolve' });
    off();
    return first;
  });
}

export async function best(measure: () => Promise<number>): Promise<number> {
  const figures: number[] = [];
  for (let n = 0; n < TRIES; n += 1) figures.push(await measure());
  return Math.min(...figures);
}

const MAX_RSS = path.resolve('test/bench/max-rss.cjs');

/** Greatest memory of a step, in MB. */
export async function memoryMb(
  endpoint: Endpoint,
  speed: number,
  inputs: Record<string, string>,
): Promise<number> {
  const file = rssFile();
  const NODE_OPTIONS = `--no-warnings --require ${path.resolve('test/support/fast-clock.cjs')} --require ${MAX_RSS}`;
  const step = await startJob({ url: endpoint.url, speed, env: { NODE_OPTIONS, MAX_RSS_FILE: file } }).run(
    inputs,
  );
  if (step.code !== 0) throw new Error(step.log);
  return Number(readFileSync(file, 'utf8'));
}

export async function bareNodeMb(): Promise<number> {
  const file = rssFile();
  await run(process.execPath, ['--require', MAX_RSS, '-e', '0'], {
    env: { ...process.env, MAX_RSS_FILE: file },
  });
  return Number(readFileSync(file, 'utf8'));
}

function rssFile(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), 'ami-launch-rss-')), 'rss');
}

export interface Wait {
  /** Seconds from the start of the process, or call, until it was done. */
  readonly seconds: number;
  readonly requests: number;
}

/** The whole action, on a cloud in real time: eight seconds are the cloud's own. */
export async function ourLaunch(endpoint: Endpoint): Promise<Wait> {
  return counted(endpoint, async () => {
    const step = await startJob({ url: endpoint.url, files: FILES }).run({
      ...APP,
      'ready-when': 'user-data',
    });
    if (step.outputs['ready'] !== 'true') throw new Error(step.log);
  });
}

/** The action, awaiting only that the instance runs: four seconds are the cloud's own. */
export async function ourRunning(endpoint: Endpoint): Promise<Wait> {
  return counted(endpoint, async () => {
    const step = await startJob({ url: endpoint.url }).run({ 'ready-when': 'running' });
    if (step.outputs['ready'] !== 'true') throw new Error(step.log);
  });
}

/** The SDK's own waiter with its defaults, from the answer to RunInstances on. */
export async function sdkWaiter(endpoint: Endpoint): Promise<Wait> {
  const client = clientOf(endpoint);
  return counted(endpoint, async () => {
    const id = await cliLaunch(endpoint);
    await waitUntilInstanceRunning({ client, maxWaitTime: 300 }, { InstanceIds: [id] });
  });
}

/** `aws ec2 run-instances`, then `aws ec2 wait instance-running`. */
export async function cliWaiter(endpoint: Endpoint): Promise<Wait> {
  return counted(endpoint, async () => {
    const id = await cliLaunch(endpoint);
    await aws(endpoint, ['ec2', 'wait', 'instance-running', '--instance-ids', id]);
  });
}

async function cliLaunch(endpoint: Endpoint): Promise<string> {
  const imageId = await aws(endpoint, [
    'ssm',
    'get-parameters',
    '--names',
    AL2023,
    '--query',
    'Parameters[0].Value',
  ]);
  const query = ['--query', 'Instances[0].InstanceId'];
  return aws(endpoint, [
    'ec2',
    'run-instances',
    '--image-id',
    imageId,
    '--instance-type',
    't3.micro',
    ...query,
  ]);
}

const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

export async function counted(endpoint: Endpoint, work: () => Promise<void>): Promise<Wait> {
  const before = endpoint.control.record().length;
  const started = performance.now();
  await work();
  return {
    seconds: (performance.now() - started) / 1000,
    requests: endpoint.control.record().length - before,
  };
}

function clientOf(endpoint: Endpoint): EC2Client {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  return new EC2Client({ endpoint: endpoint.url, region: 'eu-west-1', credentials });
}

async function aws(endpoint: Endpoint, args: string[]): Promise<string> {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_DEFAULT_REGION: 'eu-west-1',
  };
  const { stdout } = await run(awsCommand(), ['--endpoint-url', endpoint.url, '--output', 'text', ...args], {
    env,
  });
  return stdout.trim();
}

/** The peers' tests install the AWS CLI; a machine may have its own. */
function awsCommand(): string {
  const installed = path.resolve('.venv-peers/bin/aws');
  return statSync(installed, { throwIfNoEntry: false }) === undefined ? 'aws' : installed;
}

/** Whether there is an AWS CLI at all. */
export function hasAws(): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(awsCommand(), ['--version'], { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}
