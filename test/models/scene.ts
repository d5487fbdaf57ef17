/** The real thing: a cloud in virtual time, somebody at its console, and the repository whose jobs run. */
import * as scaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ssm from '@aws-sdk/client-ssm';
import { hex, idOf, seededChance } from '../../src/endpoint/world/chance.js';
import type { InstanceDump, RegionDump } from '../../src/endpoint/world/dump.js';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import type { Clock } from '../../src/context.js';
import { shareEnvironment } from '../support/inside/job.js';
import type { Job } from '../support/runner.js';
import type { Act } from './acts.js';
import type { Book } from './book.js';

export const REGION = 'eu-west-1';
export const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
export const BUCKET = 'octo-staging';
export const PARAMETER = '/web/image';
export const SUBNETS = ['a', 'b'].map((zone) => idOf('subnet', `${REGION}${zone}`));
const BY_HAND = { accessKeyId: 'AKIDSOMEBODY', secretAccessKey: 'not-a-secret' };

export interface Scene {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly ec2: ec2.EC2Client;
  readonly scaling: scaling.AutoScalingClient;
  readonly ssm: ssm.SSMClient;
  /** 32 hex digits, the same in the same sequence. */
  readonly nonce: () => string;
  /** Runners that there were: their folders go with the sequence. */
  readonly runners: Job[];
  /** All logs, in the order of the jobs. */
  readonly logs: string[];
  readonly startedAt: number;
  close(): void;
}

/** A cloud with something of somebody's in it; with the group `web` where the sequence will roll it. */
export async function openScene(clock: Clock, acts: readonly Act[], book: Book): Promise<Scene> {
  const endpoint = await startEndpoint({ speed: 1 });
  shareEnvironment(endpoint.url);
  const chance = seededChance(4711);
  // Once: while somebody acts in the middle of a request no time passes, and none could be waited for.
  const options = { endpoint: endpoint.url, region: REGION, credentials: BY_HAND, maxAttempts: 1 };
  const scene: Scene = {
    endpoint,
    clock,
    ec2: new ec2.EC2Client(options),
    scaling: new scaling.AutoScalingClient(options),
    ssm: new ssm.SSMClient(options),
    nonce: () => hex(chance, 32),
    runners: [],
    logs: [],
    startedAt: clock.now(),
    close() {
      for (const client of [this.ec2, this.scaling, this.ssm]) client.destroy();
      for (const runner of this.runners) runner.remove();
      void endpoint.close();
    },
  };
  const { control } = endpoint;
  control.settings({ throttle: 'off' });
  control.storage.create({ name: BUCKET, region: REGION });
  await addTheirs(scene, book);
  if (JSON.stringify(acts).includes('"group":"web"')) await addGroup(scene, book);
  return scene;
}

async function addTheirs({ endpoint: { control }, ec2: client }: Scene, book: Book): Promise<void> {
  const [ImageId = ''] = control.images.add([{ name: 'their-image' }], REGION);
  const { Instances = [] } = await client.send(
    new ec2.RunInstancesCommand({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
  );
  for (const { InstanceId = '' } of Instances) book.theirs.add(InstanceId);
  book.theirs.add(ImageId);
}

async function addGroup(scene: Scene, book: Book): Promise<void> {
  const { endpoint, clock } = scene;
  const [ImageId = ''] = endpoint.control.images.add([{ name: 'web-0' }], REGION);
  book.theirs.add(ImageId);
  await scene.ec2.send(
    new ec2.CreateLaunchTemplateCommand({
      LaunchTemplateName: 'web',
      LaunchTemplateData: { ImageId, InstanceType: 't3.micro' },
    }),
  );
  await clock.sleep(5_000);
  await scene.scaling.send(
    new scaling.CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'web',
      MinSize: 1,
      MaxSize: 4,
      DesiredCapacity: 2,
      VPCZoneIdentifier: SUBNETS.join(','),
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
    }),
  );
  // Its instances count as warm after five minutes: Auto Scaling's own grace.
  await clock.sleep(600_000);
  book.groups.set('web', { versions: new Set(['1']), desired: 2, disturbed: undefined });
}

export function region({ endpoint }: Scene, name = REGION): RegionDump | undefined {
  return endpoint.control.world().regions[name];
}

export const ended = ({ state }: { readonly state: string }) =>
  ['terminated', 'shutting-down'].includes(state);

/** Instances in the order of their launches, with the number of each. */
export function instances(scene: Scene): (InstanceDump & { readonly index: number })[] {
  return (region(scene)?.instances ?? []).map((one, index) => ({ ...one, index }));
}

export const groupOf = ({ tags }: { readonly tags: Readonly<Record<string, string>> }) =>
  tags['aws:autoscaling:groupName'];
