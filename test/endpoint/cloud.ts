import { EC2Client, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { startEndpoint, type Endpoint, type EndpointOptions } from '../../src/endpoint/server.js';

export interface Cloud {
  readonly endpoint: Endpoint;
  readonly control: Endpoint['control'];
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  /** Another client, for instance in another region or one that tries again. */
  client(region: string, maxAttempts?: number): EC2Client;
  close(): Promise<void>;
}

/** A cloud without delays that a test didn't ask for, and clients that show every error at once. */
export async function cloud({ settings, ...options }: EndpointOptions = {}): Promise<Cloud> {
  const endpoint = await startEndpoint({
    ...options,
    settings: { consistencySeconds: 0, throttle: 'off', ...settings },
  });
  const common = {
    endpoint: endpoint.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const clients: { destroy(): void }[] = [];
  const keep = <C extends { destroy(): void }>(client: C): C => {
    clients.push(client);
    return client;
  };
  const client = (region: string, maxAttempts = 1) => keep(new EC2Client({ ...common, region, maxAttempts }));
  return {
    endpoint,
    control: endpoint.control,
    ec2: client('us-east-1'),
    ssm: keep(new SSMClient({ ...common, region: 'us-east-1', maxAttempts: 1 })),
    client,
    async close() {
      for (const each of clients) each.destroy();
      await endpoint.close();
    },
  };
}

/** A launch of one t3.micro. */
export function launch(
  ImageId: string,
  other: Partial<RunInstancesCommandInput> = {},
): RunInstancesCommandInput {
  return { ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...other };
}

export const SIGNAL = '0123456789abcdef0123456789abcdef';

export const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
export const AL2023_ARM = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64';
export const WINDOWS = '/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base';
