import type { Endpoint } from '../../src/endpoint/server.js';

/** An instance that somebody else has launched in the same account, with these tags. Returns its ID. */
export async function launchElsewhere(
  { url, control }: Endpoint,
  tags: Readonly<Record<string, string>>,
): Promise<string> {
  const { EC2Client, RunInstancesCommand } = await import('@aws-sdk/client-ec2');
  const region = 'eu-west-1';
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const ec2 = new EC2Client({ endpoint: url, region, credentials });
  const ImageId = control.images.publish({ name: 'elsewhere', region });
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const { Instances: [instance] = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: 'instance', Tags }],
    }),
  );
  ec2.destroy();
  return instance?.InstanceId ?? '';
}
