/** An Auto Scaling group of the account, as somebody has made it, and what became of it. */
import type * as Sdk from '@aws-sdk/client-auto-scaling';
import type { CreateAutoScalingGroupCommandInput } from '@aws-sdk/client-auto-scaling';
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { idOf } from '../../src/endpoint/world/chance.js';
import type { GroupDump } from '../../src/endpoint/world/scaling/dump.js';
import type { Endpoint } from '../../src/endpoint/server.js';
import type { Job, StepEnd } from './runner.js';
import { makeTemplate } from './template.js';

export const REGION = 'eu-west-1';
export const SUBNETS = ['a', 'b'].map((zone) => idOf('subnet', `${REGION}${zone}`));
const BY_HAND = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };

interface Cloud {
  readonly endpoint: Endpoint;
}

export type Given = Partial<CreateAutoScalingGroupCommandInput>;

/** The group `web`, of `count` instances in service, of version 1 of the template `web`. */
export async function groupOf(
  cloud: Cloud,
  count: number,
  given: Given = {},
  data: RequestLaunchTemplateData = {},
): Promise<void> {
  const { control } = cloud.endpoint;
  const ImageId = control.images.publish({ region: REGION, name: 'web-0' });
  await makeTemplate(cloud.endpoint.url, 'web', { ImageId, InstanceType: 't3.micro', ...data });
  control.skip(5); // until it is seen everywhere
  await scaling(cloud, (client, { CreateAutoScalingGroupCommand }) =>
    client.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: 'web',
        MinSize: count,
        MaxSize: count,
        DesiredCapacity: count,
        VPCZoneIdentifier: SUBNETS.join(','),
        ...(given.MixedInstancesPolicy === undefined && {
          LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
        }),
        ...given,
      }),
    ),
  );
  control.skip(120);
  control.world();
}

export function group(cloud: Cloud, name = 'web'): GroupDump {
  const found = cloud.endpoint.control
    .world()
    .regions[REGION]?.autoScalingGroups.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no group ${name}.`);
  return found;
}

type Scaling = typeof Sdk;

/** Does something with Auto Scaling by hand. */
export async function scaling<T>(
  { endpoint: { url } }: Cloud,
  work: (client: InstanceType<Scaling['AutoScalingClient']>, commands: Scaling) => Promise<T>,
): Promise<T> {
  const commands = await import('@aws-sdk/client-auto-scaling');
  const client = new commands.AutoScalingClient({ endpoint: url, region: REGION, credentials: BY_HAND });
  try {
    return await work(client, commands);
  } finally {
    client.destroy();
  }
}

/** The versions of what is in service: what is being ended is still shown. */
export function serving(cloud: Cloud): (string | undefined)[] {
  const inService = group(cloud).instances.filter(({ lifecycle }) => lifecycle === 'InService');
  return inService.map(({ version }) => version);
}

/** Runs a step, and kills it once Auto Scaling has begun to replace instances. */
export async function killedMidway(
  { endpoint: { control } }: Cloud,
  job: Job,
  inputs: Readonly<Record<string, string>>,
  signal: NodeJS.Signals,
): Promise<StepEnd> {
  const step = job.start(inputs);
  let looks = 0;
  const off = control.onRequest((when, { action }) => {
    if (when === 'after' && action === 'DescribeInstanceRefreshes' && (looks += 1) === 3) step.kill(signal);
  });
  const end = await step.ended;
  off();
  return end;
}
