/** Runs of the mode prune, in an account that has all that it looks at. */
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeregisterImageCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { baked } from '../../support/baked.js';
import { AL2023 } from '../case.js';
import type { Inputs } from './prepare.js';
import type { Run } from './runs.js';
import { REGION, SCOPE, type Stage } from './stage.js';

/** Images of one lineage, of which most are used in one way each; an instance and a builder past their time; a snapshot; staged user data. */
async function account(stage: Stage): Promise<Inputs> {
  const { control, ec2 } = stage;
  const ids = control.images.add(
    Array.from({ length: 10 }, (_, index) => baked(index + 20)),
    REGION,
  );
  const at = (index: number) => ids[index] ?? '';
  await runs(stage, at(0), { 'ami-launch:role': 'instance', 'ami-launch:expires': '2020-01-01T00:00:00Z' });
  await runs(stage, at(0), { 'ami-launch:role': 'builder', 'ami-launch:expires': '2020-01-01T00:00:00Z' });
  await runs(stage, at(1), {});
  for (const image of [at(2), at(0)]) await holds(stage, '/golden/web', image);
  await scales(stage, at(3), at(4));
  for (const [name, parameter] of Object.entries({ pinned: '/golden/web:1', public: `${AL2023}:1` })) {
    const LaunchTemplateData = { ImageId: `resolve:ssm:${parameter}`, InstanceType: 't3.micro' } as const;
    await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: name, LaunchTemplateData }));
  }
  await ec2.send(new DeregisterImageCommand({ ImageId: at(9) }));
  control.storage.create({ name: SCOPE.bucket, region: REGION });
  control.storage.put({ bucket: SCOPE.bucket, key: 'ami-launch/1/2', body: '#!/bin/sh' });
  control.skip(2 * 24 * 60 * 60);
  return {};
}

async function runs({ ec2 }: Stage, ImageId: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const all = { 'ami-launch:run': 'octo/web/1/1', 'ami-launch:lineage': 'web-al2023-x86_64', ...tags };
  const Tags = Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
  const input = { ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
  await ec2.send(
    new RunInstancesCommand({ ...input, TagSpecifications: [{ ResourceType: 'instance', Tags }] }),
  );
}

async function holds({ ssm }: Stage, Name: string, Value: string): Promise<void> {
  await ssm.send(
    new PutParameterCommand({ Name, Value, Type: 'String', DataType: 'aws:ec2:image', Overwrite: true }),
  );
}

/** A launch configuration, and a group that names the first version of a template. */
async function scales({ ec2, control, options }: Stage, old: string, current: string): Promise<void> {
  const scaling = new AutoScalingClient(options(REGION));
  const InstanceType = 't3.micro';
  await scaling.send(
    new CreateLaunchConfigurationCommand({ LaunchConfigurationName: 'old', ImageId: old, InstanceType }),
  );
  const LaunchTemplateName = 'group';
  const LaunchTemplateData = { ImageId: current, InstanceType } as const;
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }));
  control.skip(60);
  for (let version = 2; version < 5; version += 1)
    await ec2.send(
      new CreateLaunchTemplateVersionCommand({ LaunchTemplateName, LaunchTemplateData: { InstanceType } }),
    );
  await scaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'web',
      MinSize: 0,
      MaxSize: 1,
      AvailabilityZones: [`${REGION}a`],
      LaunchTemplate: { LaunchTemplateName, Version: '1' },
    }),
  );
  scaling.destroy();
}

const KEEP = { 'keep-images': '1', 'staging-bucket': SCOPE.bucket };

export const PRUNES: readonly Run[] = [
  { name: 'for real', mode: 'prune', inputs: KEEP, prepare: account },
  { name: 'dry', mode: 'prune', inputs: { ...KEEP, 'dry-run': 'true' }, prepare: account },
];
