/** Auto Scaling groups on an endpoint, whose time passes only when a test skips it. */
import * as scaling from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { CloudSettings } from '../../src/endpoint/world/settings.js';
import { AL2023, cloud, type Cloud } from './cloud.js';

export interface ScalingCloud extends Cloud {
  readonly scaling: scaling.AutoScalingClient;
  readonly image: string;
  /** A template `web` of one version. */
  template(data?: RequestLaunchTemplateData): Promise<void>;
  version(data: RequestLaunchTemplateData): Promise<void>;
  /** A group `web` from version 1 of the template, with all its instances in service. */
  group(size: number, more?: Partial<scaling.CreateAutoScalingGroupCommandInput>): Promise<void>;
  described(name?: string): Promise<scaling.AutoScalingGroup>;
  activities(): Promise<scaling.Activity[]>;
  refresh(
    Preferences: scaling.RefreshPreferences,
    more?: Partial<scaling.StartInstanceRefreshCommandInput>,
  ): Promise<string>;
  refreshes(): Promise<scaling.InstanceRefresh[]>;
  /** Of the group `web`, in the world. */
  dumped(): ReturnType<Cloud['control']['world']>['regions'][string]['autoScalingGroups'][number];
}

export const WEB = { AutoScalingGroupName: 'web' };
export const VERSION_1 = { LaunchTemplateName: 'web', Version: '1' };
export const VERSION_2 = { LaunchTemplateName: 'web', Version: '2' };
export const TO_VERSION_2 = { DesiredConfiguration: { LaunchTemplate: VERSION_2 } };

/** Time stands still but for what a test skips. */
export async function scalingCloud(settings: Partial<CloudSettings> = {}): Promise<ScalingCloud> {
  const at = await cloud({ speed: 0, settings: { healthCheckSeconds: 10, ...settings } });
  const client = new scaling.AutoScalingClient({
    endpoint: at.endpoint.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    region: 'us-east-1',
    maxAttempts: 1,
  });
  const { Parameter } = await at.ssm.send(new GetParameterCommand({ Name: AL2023 }));
  const image = Parameter!.Value!;
  const common = { ImageId: image, InstanceType: 't3.micro' as const };
  return {
    ...at,
    scaling: client,
    image,
    async template(data = {}) {
      await at.ec2.send(
        new CreateLaunchTemplateCommand({
          LaunchTemplateName: 'web',
          LaunchTemplateData: { ...common, ...data },
        }),
      );
    },
    async version(data) {
      await at.ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateName: 'web',
          LaunchTemplateData: { ...common, ...data },
        }),
      );
    },
    async group(size, more = {}) {
      await client.send(
        new scaling.CreateAutoScalingGroupCommand({
          ...WEB,
          MinSize: 0,
          MaxSize: size * 2,
          DesiredCapacity: size,
          AvailabilityZones: ['us-east-1a', 'us-east-1b'],
          LaunchTemplate: VERSION_1,
          ...more,
        }),
      );
      at.control.skip(30);
    },
    async described(name = 'web') {
      const { AutoScalingGroups } = await client.send(
        new scaling.DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
      );
      return AutoScalingGroups![0]!;
    },
    async activities() {
      const { Activities } = await client.send(new scaling.DescribeScalingActivitiesCommand(WEB));
      return Activities!;
    },
    async refresh(Preferences, more = TO_VERSION_2) {
      const { InstanceRefreshId } = await client.send(
        new scaling.StartInstanceRefreshCommand({ ...WEB, Preferences, ...more }),
      );
      return InstanceRefreshId!;
    },
    async refreshes() {
      const { InstanceRefreshes } = await client.send(new scaling.DescribeInstanceRefreshesCommand(WEB));
      return InstanceRefreshes!;
    },
    dumped: () =>
      at.control.world().regions['us-east-1']!.autoScalingGroups.find(({ name }) => name === 'web')!,
    async close() {
      client.destroy();
      await at.close();
    },
  };
}

export const versions = ({ Instances = [] }: scaling.AutoScalingGroup) =>
  Instances.map(({ LaunchTemplate }) => LaunchTemplate?.Version);

export const lifecycles = ({ Instances = [] }: scaling.AutoScalingGroup) =>
  Instances.map(({ LifecycleState }) => LifecycleState);
