/** Auto Scaling groups of a test's cloud, as an account's owner would look at them. */
import * as scaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import type { TestCloud } from './cloud.js';

export interface Account {
  readonly scaling: scaling.AutoScalingClient;
  /** Two subnets, in two zones. */
  subnets(): Promise<string[]>;
  /** The group `web`; undefined: there is none. */
  group(): Promise<scaling.AutoScalingGroup | undefined>;
  /** Names of the launch templates. */
  templates(): Promise<string[]>;
}

export function accountOf(cloud: TestCloud): Account {
  const options = () => ({
    endpoint: cloud.endpoint.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' },
  });
  let made: { scaling: scaling.AutoScalingClient; ec2: ec2.EC2Client } | undefined;
  const clients = () =>
    (made ??= { scaling: new scaling.AutoScalingClient(options()), ec2: new ec2.EC2Client(options()) });
  return {
    get scaling() {
      return clients().scaling;
    },
    async subnets() {
      const { Subnets = [] } = await clients().ec2.send(new ec2.DescribeSubnetsCommand({}));
      return Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId);
    },
    async group() {
      const { AutoScalingGroups = [] } = await clients().scaling.send(
        new scaling.DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['web'] }),
      );
      return AutoScalingGroups[0];
    },
    async templates() {
      const { LaunchTemplates = [] } = await clients().ec2.send(new ec2.DescribeLaunchTemplatesCommand({}));
      return LaunchTemplates.map(({ LaunchTemplateName = '' }) => LaunchTemplateName);
    },
  };
}
