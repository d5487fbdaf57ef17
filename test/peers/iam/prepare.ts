/** What runs need to be there, made by somebody who may do anything; each answers the inputs that name it. */
import {
  CreateKeyPairCommand,
  CreateLaunchTemplateCommand,
  DescribeSubnetsCommand,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { ACCOUNT } from '../../../src/endpoint/world/state.js';
import { AL2023 } from '../case.js';
import { REGION, SCOPE, type Stage } from './stage.js';

export type Inputs = Readonly<Record<string, string>>;

/** User data that EC2 has no room for. */
export const STAGED = { app: 'bake/big.sh', 'staging-bucket': SCOPE.bucket };

export async function stagingBucket({ control }: Stage): Promise<Inputs> {
  control.storage.create({ name: SCOPE.bucket, region: REGION });
  return Promise.resolve({});
}

export async function everythingNamed({ control, ec2 }: Stage): Promise<Inputs> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  await ec2.send(new CreateKeyPairCommand({ KeyName: 'mine' }));
  control.skip(5);
  return {
    'subnet-id': Subnets.map(({ SubnetId = '' }) => SubnetId).join('\n'),
    'security-group-ids':
      control
        .world()
        .regions[REGION]?.groups.map(({ id }) => id)
        .join('\n') ?? '',
    'key-name': 'mine',
  };
}

export async function goldenParameter({ ssm }: Stage): Promise<Inputs> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: AL2023 }));
  await ssm.send(
    new PutParameterCommand({ Name: '/golden/web', Value: Parameter?.Value ?? '', Type: 'String' }),
  );
  return { 'base-image': 'ssm:/golden/web' };
}

export async function goldenImage({ control }: Stage): Promise<Inputs> {
  control.images.publish({ region: REGION, owner: ACCOUNT, name: 'golden-1' });
  return Promise.resolve({});
}

export async function launchTemplate({ ec2 }: Stage): Promise<Inputs> {
  const LaunchTemplateData = { InstanceType: 't3.small', IamInstanceProfile: { Name: 'web' } } as const;
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: 'web', LaunchTemplateData }));
  return { 'launch-template': 'web' };
}

export async function fails({ control }: Stage): Promise<Inputs> {
  control.instances.outcome({ kind: 'layer-failed', layer: 'deploy/app.sh', exitCode: 1 });
  return Promise.resolve({});
}
