/** The workflows that hand an image on: cloudformation.yml and elastic-beanstalk.yml, by the real AWS CLI. */
import assert from 'node:assert/strict';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CreateApplicationCommand,
  CreateEnvironmentCommand,
  DescribeConfigurationSettingsCommand,
  ElasticBeanstalkClient,
} from '@aws-sdk/client-elastic-beanstalk';
import type { Endpoint } from '../../../src/endpoint/server.js';
import type { Checks } from '../check.js';
import type { ActRun } from './log.js';
import type { Event, Scene } from './scene.js';
import { alive, onStage } from './stage.js';

const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

const template = (type: string) => `
Parameters:
  Image: { Type: ${type} }
  Size: { Type: String }
Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties: { ImageId: !Ref Image, InstanceType: !Ref Size }
  Role:
    Type: AWS::IAM::Role
`;

/** A workflow that calls one of ours, and has a use for what it gives back. */
const caller = (workflow: string, inputs: string, tells: string) => `
on: workflow_dispatch
jobs:
  image:
    permissions: { contents: read, id-token: write }
    uses: ./.github/workflows/${workflow}
    with:
${inputs.replace(/^/gm, '      ')}
  release:
    needs: image
    runs-on: ubuntu-latest
    steps:
      - run: echo "releasing $AMI_ID $STATE $CHANGED"
        env:
          AMI_ID: \${{ needs.image.outputs.ami-id }}
          STATE: \${{ needs.image.outputs.${tells} }}
          CHANGED: \${{ needs.image.outputs.changed }}
`;
const ofStack = (inputs: string) => caller('cloudformation.yml', inputs, 'stack-status');
const ofShop = (inputs: string) => caller('elastic-beanstalk.yml', inputs, 'health');

const FILES = {
  'image/packages.sh': '#!/bin/sh\ndnf install -y nginx\n',
  'web.yaml': template('AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>'),
  '.github/workflows/stack.yml': ofStack(
    `stack: web
image-parameter: Image
publish-parameter: /golden/web
template: web.yaml
parameters: |
  Size=t3.small
capabilities: CAPABILITY_IAM`,
  ),
  '.github/workflows/shop.yml': ofShop('environment: shop-live'),
  '.github/workflows/impatient.yml': ofShop("environment: shop-live\nhealth-minutes: '0'"),
};
const VARS = { AMI_LAUNCH_STACK: 'web', AMI_LAUNCH_ENVIRONMENT: 'shop-live' };
const byHand = (runId: string): Event => ({ name: 'workflow_dispatch', runId });

export async function stackWorkflows({ check }: Pick<Checks, 'check'>): Promise<void> {
  await check('cloudformation.yml creates a stack, leaves it alone, and brings it a new image', follows);
  await check('cloudformation.yml gives a stack an ID, and tells why it was refused', isGivenAnId);
  await check('cloudformation.yml refuses a stack that does not follow what is published', followsAnother);
  await check('elastic-beanstalk.yml bakes from the platform and gives the environment the image', rolls);
  await check('elastic-beanstalk.yml goes back to the image before when the environment is ill', goesBack);
}

async function follows(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    const first = await succeeds(scene, 'stack.yml', byHand('1'));
    assert.match(first.log, /^stack: There is no stack web yet\.$/m);
    const [image, ...others] = images(endpoint);
    assert.deepEqual([released(first), others], [`${image} CREATE_COMPLETE true`, []]);

    const again = await succeeds(scene, 'stack.yml', byHand('2'));
    assert.equal(released(again), `${image} CREATE_COMPLETE false`);

    endpoint.control.images.release(AL2023, 'eu-west-1');
    const third = await succeeds(scene, 'stack.yml', byHand('3'));
    const [newer] = images(endpoint);
    assert.notEqual(newer, image);
    assert.equal(released(third), `${newer} UPDATE_COMPLETE true`);
    assert.deepEqual(
      alive(endpoint).map(({ imageId, instanceType }) => [imageId, instanceType]),
      [[newer, 't3.small']],
    );
  });
}

async function isGivenAnId(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    const [old, good, bad] = endpoint.control.images.add(
      ['web-1', 'web-2', 'web-3'].map((name) => ({ name })),
      'eu-west-1',
    );
    await hasStack(endpoint, { type: 'AWS::EC2::Image::Id', value: String(old) });
    const put = (id: string | undefined) =>
      scene.put('.github/workflows/id.yml', ofStack(`image-parameter: Image\nami-id: ${id}`));
    put(good);
    const first = await succeeds(scene, 'id.yml', byHand('1'));
    assert.equal(released(first), `${good} UPDATE_COMPLETE true`);
    assert.deepEqual(images(endpoint), [good]);

    const reason = 'The instance did not stabilize: 50% of it, at least.';
    endpoint.control.stacks.outcome({ kind: 'failed', match: { resource: 'Server' }, reason });
    put(bad);
    const { code, jobs, log } = await scene.run('id.yml', byHand('2'));
    assert.notEqual(code, 0);
    assert.equal(jobs['release'], undefined);
    assert.match(log, /Server UPDATE_FAILED.*The instance did not stabilize: 50%/);
    assert.match(log, /The stack web does not have the image ami-\w+: UPDATE_ROLLBACK_COMPLETE/);
    assert.deepEqual(images(endpoint), [good]);
  });
}

/** CloudFormation has nothing to do then, which is not the same as having the image. */
async function followsAnother(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasStack(endpoint, { type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', value: AL2023 });
    const [image] = images(endpoint);
    const { code, log } = await scene.run('stack.yml', byHand('1'));
    assert.notEqual(code, 0);
    assert.match(log, new RegExp(`The stack web follows ${AL2023}, which holds ${image} and not ami-`));
    assert.deepEqual(images(endpoint), [image]);
  });
}

async function rolls(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasEnvironment(endpoint);
    const [platform] = images(endpoint);
    const first = await succeeds(scene, 'shop.yml', byHand('1'));
    const [image] = images(endpoint);
    assert.equal(released(first), `${image} Green true`);
    assert.equal(await deployed(endpoint), image);
    const builders = builtFrom(endpoint);
    assert.deepEqual(builders, [platform]);

    const again = await succeeds(scene, 'shop.yml', byHand('2'));
    assert.equal(released(again), `${image} Green false`);
    assert.equal(asked(endpoint, 'UpdateEnvironment'), 1);
  });
}

async function goesBack(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasEnvironment(endpoint);
    const [platform] = images(endpoint);
    endpoint.control.environments.outcome({ kind: 'unhealthy' });
    endpoint.control.environments.outcome({ kind: 'healthy', match: { imageId: String(platform) } });
    endpoint.control.settings({ environmentHealthSeconds: 0 });
    const { code, jobs, log } = await scene.run('impatient.yml', byHand('1'));
    assert.notEqual(code, 0);
    assert.equal(jobs['release'], undefined);
    assert.match(log, /WARN Environment health has transitioned from Grey to Red/);
    assert.match(log, /shop-live is Red with the image ami-/);
    assert.match(log, new RegExp(`shop-live has the image ${platform} again`));
    assert.deepEqual([images(endpoint), await deployed(endpoint)], [[platform], platform]);
  });
}

async function succeeds(scene: Scene, workflow: string, event: Event): Promise<ActRun> {
  const run = await scene.run(workflow, event);
  assert.equal(run.code, 0, run.log);
  return run;
}

/** The outputs that the job after ours had. */
function released({ log }: ActRun): string {
  return /^release: releasing (.*)$/m.exec(log)?.[1] ?? assert.fail(log);
}

/** Of what runs now. */
function images(endpoint: Endpoint): string[] {
  return alive(endpoint).map(({ imageId }) => imageId);
}

function builtFrom({ control }: Endpoint): string[] {
  const { instances = [] } = control.world().regions['eu-west-1'] ?? {};
  return instances.flatMap(({ tags, imageId }) => (tags['ami-launch:role'] === 'builder' ? [imageId] : []));
}

function asked({ control }: Endpoint, action: string): number {
  return control.record().filter((one) => one.action === action).length;
}

const account = ({ url }: Endpoint) => ({
  endpoint: url,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' },
});

async function hasStack(endpoint: Endpoint, { type, value }: { type: string; value: string }): Promise<void> {
  const client = new CloudFormationClient(account(endpoint));
  const Parameters = [
    { ParameterKey: 'Image', ParameterValue: value },
    { ParameterKey: 'Size', ParameterValue: 't3.small' },
  ];
  const StackName = 'web';
  const asked = { StackName, TemplateBody: template(type), Parameters };
  await client.send(new CreateStackCommand({ ...asked, Capabilities: ['CAPABILITY_IAM'] }));
  endpoint.control.skip(60);
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  assert.equal(Stacks?.[0]?.StackStatus, 'CREATE_COMPLETE');
  client.destroy();
}

const SHOP = { ApplicationName: 'shop', EnvironmentName: 'shop-live' };

async function hasEnvironment(endpoint: Endpoint): Promise<void> {
  const client = new ElasticBeanstalkClient(account(endpoint));
  await client.send(new CreateApplicationCommand({ ApplicationName: 'shop' }));
  const SolutionStackName = '64bit Amazon Linux 2023 v4.7.0 running Docker';
  await client.send(new CreateEnvironmentCommand({ ...SHOP, SolutionStackName }));
  endpoint.control.skip(60);
  client.destroy();
}

async function deployed(endpoint: Endpoint): Promise<string | undefined> {
  const client = new ElasticBeanstalkClient(account(endpoint));
  const { ConfigurationSettings = [] } = await client.send(new DescribeConfigurationSettingsCommand(SHOP));
  client.destroy();
  const inForce = ConfigurationSettings.find(({ DeploymentStatus }) => DeploymentStatus === 'deployed');
  return inForce?.OptionSettings?.find(({ OptionName }) => OptionName === 'ImageId')?.Value;
}
