import type { Clock, Log } from '../context.js';
import { Failure } from '../failure.js';
import { seconds } from '../wait/poll.js';
import type { AutoScalingSender, ChangingCall, Ec2Sender, KmsSender, S3Sender, SsmSender } from './calls.js';
import { collectBody } from './collect.js';
import { type DryRun, dryRunBy } from './dry-run.js';
import { explain, type Service } from './explain.js';
import { RetryWhatCanPass } from './retry.js';
import { checkSound } from './sound.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** EC2 answers within seconds; a socket that stays silent for longer is dead. */
const REQUEST_TIMEOUT_MS = 60_000;

export interface ClientOptions {
  /** Undefined: the SDK's own chain (AWS_REGION, the profile). */
  readonly region: string | undefined;
  /** Stops reading calls and dry runs on their way. Calls that change something are always allowed to be answered. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Pick<Log, 'say'>;
  /** See `RetryOptions`. */
  readonly throttlePatienceMs?: number;
}

interface SdkClient {
  send(command: unknown, options?: { abortSignal: AbortSignal }): Promise<unknown>;
  readonly config: { region(): Promise<string> };
}

type SdkModule = {
  Client: new (config: object) => unknown;
  commands: Record<string, new (input: never) => unknown>;
};

/** Services are loaded on their first call: what a run doesn't use costs it nothing at its start. */
const LOAD: Record<Service, () => Promise<SdkModule>> = {
  ec2: () => import('./ec2.js'),
  ssm: () => import('./ssm.js'),
  s3: () => import('./s3.js'),
  kms: () => import('./kms.js'),
  autoscaling: () => import('./autoscaling.js'),
};

const CHANGING: Readonly<Record<ChangingCall, true>> = {
  AttachLoadBalancerTargetGroups: true,
  CancelInstanceRefresh: true,
  CopyImage: true,
  CreateAutoScalingGroup: true,
  CreateGrant: true,
  CreateImage: true,
  CreateLaunchTemplate: true,
  CreateLaunchTemplateVersion: true,
  CreateOrUpdateTags: true,
  CreateTags: true,
  DeleteAutoScalingGroup: true,
  DeleteLaunchTemplate: true,
  DeleteLaunchTemplateVersions: true,
  DeleteObject: true,
  DeleteSnapshot: true,
  DeleteTags: true,
  DeleteWarmPool: true,
  DeregisterImage: true,
  DetachLoadBalancerTargetGroups: true,
  EnableImageDeprecation: true,
  ModifyImageAttribute: true,
  ModifyInstanceAttribute: true,
  PutObject: true,
  PutParameter: true,
  PutWarmPool: true,
  RollbackInstanceRefresh: true,
  RunInstances: true,
  StartInstanceRefresh: true,
  StartInstances: true,
  TerminateInstances: true,
  UpdateAutoScalingGroup: true,
};

/** A call after whose abortion nobody would know whether it had done its work. */
function changes(name: string, input: object): boolean {
  return Object.hasOwn(CHANGING, name) && !('DryRun' in input && input.DryRun === true);
}

/** AWS in one region. */
export interface Clients {
  readonly ec2: Ec2Sender;
  readonly ssm: SsmSender;
  readonly s3: S3Sender;
  readonly kms: KmsSender;
  readonly autoscaling: AutoScalingSender;
  readonly dryRun: DryRun;
  /** See `presignGet`. */
  readonly presign: (object: { bucket: string; key: string; seconds: number }) => Promise<string>;
  /** See presign.ts. */
  readonly credentialsEnd: () => Promise<number | undefined>;
  region(): Promise<string>;
}

/**
 * Clients for one region, by the SDK's normal credential, region and endpoint chains. Sending throws an
 * `AwsFailure`, or the signal's reason once that is aborted.
 */
export function awsClients(options: ClientOptions): Clients {
  const opened = new Map<Service, Promise<{ client: SdkClient; commands: SdkModule['commands'] }>>();
  const open = (service: Service) => {
    const open = opened.get(service) ?? openClient(service, options);
    opened.set(service, open);
    return open;
  };
  const sender = (service: Service) => async (name: string, input: object) => {
    const { client, commands } = await open(service);
    const Command = commands[name] as new (input: object) => unknown;
    try {
      const abort = changes(name, input) ? undefined : { abortSignal: options.signal };
      const answer = await client.send(new Command(input), abort);
      checkSound(name, input, answer);
      return answer;
    } catch (thrown) {
      options.signal.throwIfAborted();
      throw explain(service, name, thrown);
    }
  };
  const ec2 = sender('ec2') as unknown as Ec2Sender;
  return {
    ec2,
    dryRun: dryRunBy(ec2),
    ssm: sender('ssm') as unknown as SsmSender,
    s3: sender('s3') as unknown as S3Sender,
    kms: sender('kms') as unknown as KmsSender,
    autoscaling: sender('autoscaling') as unknown as AutoScalingSender,
    presign: async (object) => {
      const [{ presignGet }, { client }] = await Promise.all([import('./presign.js'), open('s3')]);
      return presignGet(client as never, object);
    },
    credentialsEnd: async () => {
      const [{ credentialsEnd }, { client }] = await Promise.all([import('./presign.js'), open('s3')]);
      return credentialsEnd(client as never);
    },
    region: async () => regionOf((await open('ec2')).client),
  };
}

/** Clients for any region, made once each. */
export function clientsByRegion(options: Omit<ClientOptions, 'region'>): (region: string) => Clients {
  const made = new Map<string, Clients>();
  return (region) => {
    const clients = made.get(region) ?? awsClients({ ...options, region });
    made.set(region, clients);
    return clients;
  };
}

async function openClient(service: Service, options: ClientOptions) {
  const { region, signal, clock, log, throttlePatienceMs } = options;
  const { Client, commands } = await LOAD[service]();
  const client = new Client({
    ...(region === undefined ? {} : { region }),
    retryStrategy: new RetryWhatCanPass({
      clock,
      signal,
      throttlePatienceMs,
      onThrottled: (most) =>
        log.say(
          `AWS throttles this account's calls (${service}), as when many jobs run at once: asking again for up to ${seconds(most)}.`,
        ),
    }),
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
    streamCollector: collectBody,
    customUserAgent: 'ami-launch',
  }) as SdkClient;
  await regionOf(client);
  return { client, commands };
}

/** Throws where the SDK's chain finds no region; an AWS_REGION that is set but empty counts as none. */
async function regionOf(client: SdkClient): Promise<string> {
  const region = await client.config.region().catch(() => '');
  if (region !== '') return region;
  throw new Failure('no-region', 'No AWS region is configured.', {
    advice: 'Give the input `region`, or set AWS_REGION.',
  });
}
