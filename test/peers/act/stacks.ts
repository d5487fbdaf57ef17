/** The workflows that hand an image on: cloudformation.yml and elastic-beanstalk.yml, by the real AWS CLI. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
import { ACCOUNT } from '../../../src/endpoint/world/state.js';
import type { Checks } from '../check.js';
import { loadSimulator, type Policy } from '../iam/simulator.js';
import type { ActRun } from './log.js';
import type { Event, Scene } from './scene.js';
import { alive, onStage } from './stage.js';

const STACK_ROLE = `arn:aws:iam::${ACCOUNT}:role/STACK-ROLE`;
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
};
const VARS = { AMI_LAUNCH_STACK: 'web', AMI_LAUNCH_ENVIRONMENT: 'shop-live' };
const byHand = (runId: string): Event => ({ name: 'workflow_dispatch', runId });

export async function stackWorkflows({ check }: Pick<Checks, 'check'>): Promise<void> {
  used.clear();
  await check('cloudformation.yml creates a stack, leaves it alone, and brings it a new image', follows);
  await check('cloudformation.yml gives a stack an ID, and tells why it was refused', isGivenAnId);
  await check('cloudformation.yml leaves no stack that could not be created, and tells why', cannotBeCreated);
  await check('cloudformation.yml takes the update back when it is cancelled', stackIsCancelled);
  await check('cloudformation.yml refuses a stack that does not follow what is published', followsAnother);
  await check('elastic-beanstalk.yml bakes from the platform and gives the environment the image', rolls);
  await check('elastic-beanstalk.yml takes the update back when it is cancelled', environmentIsCancelled);
  await check('elastic-beanstalk.yml goes back to the image before when the environment is ill', goesBack);
  await check("all that the README's policies for them allow is needed", policiesAreTight);
}

async function follows(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await policyHolds(endpoint);
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
    await policyHolds(endpoint);
    const put = (id: string | undefined) =>
      scene.put(
        '.github/workflows/id.yml',
        ofStack(`image-parameter: Image\nstack-role: ${STACK_ROLE}\nami-id: ${id}`),
      );
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

async function cannotBeCreated(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await policyHolds(endpoint);
    const [image] = endpoint.control.images.add([{ name: 'web-1' }], 'eu-west-1');
    const inputs = ['template: id.yaml', 'image-parameter: Image', 'parameters: Size=t3.none'];
    scene.put('id.yaml', template('AWS::EC2::Image::Id'));
    scene.put(
      '.github/workflows/id.yml',
      ofStack([...inputs, 'capabilities: CAPABILITY_IAM', `ami-id: ${image}`].join('\n')),
    );
    const { code, log } = await scene.run('id.yml', byHand('1'));
    assert.notEqual(code, 0);
    assert.match(log, /Server CREATE_FAILED::?.*t3\.none/);
    assert.match(log, /The stack web does not have the image ami-\w+: DELETE_COMPLETE/);
    const { stacks } = endpoint.control.world().regions['eu-west-1'] ?? {};
    assert.deepEqual([stacks, images(endpoint)], [{}, []]);
  });
}

async function stackIsCancelled(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    const [old, newer] = endpoint.control.images.add([{ name: 'web-1' }, { name: 'web-2' }], 'eu-west-1');
    await hasStack(endpoint, { type: 'AWS::EC2::Image::Id', value: String(old) });
    await policyHolds(endpoint);
    endpoint.control.settings({ stackSeconds: 3600 });
    scene.put('.github/workflows/id.yml', ofStack(`image-parameter: Image\nami-id: ${newer}`));
    await isCancelled(scene, endpoint, ['UpdateStack', 'DescribeStacks']);
    assert.equal(asked(endpoint, 'CancelUpdateStack'), 1);
    assert.deepEqual(images(endpoint), [old]);
  });
}

async function environmentIsCancelled(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasEnvironment(endpoint);
    await policyHolds(endpoint);
    const [platform] = images(endpoint);
    endpoint.control.settings({ environmentSeconds: 3600 });
    const [baked] = endpoint.control.images.add([{ name: 'shop-1' }], 'eu-west-1');
    scene.put('.github/workflows/id.yml', ofShop(`ami-id: ${baked}`));
    await isCancelled(scene, endpoint, ['UpdateEnvironment', 'DescribeEnvironments']);
    assert.equal(asked(endpoint, 'AbortEnvironmentUpdate'), 1);
    assert.deepEqual([images(endpoint), asked(endpoint, 'UpdateEnvironment')], [[platform], 1]);
  });
}

/** Cancels the run while it waits. act then kills the step at once, and goes on with what runs after a cancellation. */
async function isCancelled(
  scene: Scene,
  { control }: Endpoint,
  [update, look]: readonly [string, string],
): Promise<void> {
  const cancel = new AbortController();
  let updated = false;
  control.onRequest((moment, { action }) => {
    updated ||= action === update;
    if (moment === 'after' && updated && action === look) cancel.abort();
  });
  const { code, jobs, log } = await scene.run('id.yml', { ...byHand('1'), cancel: cancel.signal });
  assert.notEqual(code, 0, log);
  assert.equal(jobs['release'], undefined);
}

/** CloudFormation would have nothing to do then, which is not the same as having the image. */
async function followsAnother(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasStack(endpoint, { type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', value: AL2023 });
    await policyHolds(endpoint);
    const [image] = images(endpoint);
    const [other] = endpoint.control.images.add([{ name: 'web-1' }], 'eu-west-1');
    scene.put('.github/workflows/id.yml', ofStack(`image-parameter: Image\nami-id: ${other}`));
    const { code, log } = await scene.run('id.yml', byHand('1'));
    assert.notEqual(code, 0);
    assert.match(log, new RegExp(`The stack web follows ${AL2023}, which holds ${image} and not ${other}`));
    assert.deepEqual([images(endpoint), asked(endpoint, 'UpdateStack')], [[image], 0]);
  });
}

async function rolls(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasEnvironment(endpoint);
    await policyHolds(endpoint);
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
    await policyHolds(endpoint);
    const [platform] = images(endpoint);
    endpoint.control.environments.outcome({ kind: 'unhealthy' });
    endpoint.control.environments.outcome({ kind: 'healthy', match: { imageId: String(platform) } });
    endpoint.control.settings({ environmentHealthSeconds: 0 });
    const [baked] = endpoint.control.images.add([{ name: 'shop-1' }], 'eu-west-1');
    scene.put('.github/workflows/id.yml', ofShop(`ami-id: ${baked}\nhealth-minutes: '0'`));
    const { code, jobs, log } = await scene.run('id.yml', byHand('1'));
    assert.notEqual(code, 0);
    assert.equal(jobs['release'], undefined);
    assert.match(log, /WARN Environment health has transitioned from Grey to Red/);
    assert.match(log, new RegExp(`shop-live is Red with the image ${baked}`));
    assert.match(log, new RegExp(`shop-live has the image ${platform} again`));
    assert.deepEqual([images(endpoint), await deployed(endpoint)], [[platform], platform]);
  });
}

/** The IAM actions that were allowed in all these runs, and that there was a question for. */
const used = new Set<string>();
const POLICIES = ['cloudformation.yml', 'elastic-beanstalk.yml'].map(readmePolicy);

function readmePolicy(workflow: string): Policy {
  const text = readFileSync('README.md', 'utf8');
  const from = text.indexOf(`<summary>What ${workflow} needs beside the policy for bake</summary>`);
  const [, json = ''] = /```json\n([^]*?)```/.exec(text.slice(from)) ?? [];
  const names = { ACCOUNT, STACK: 'web', APPLICATION: 'shop', ENVIRONMENT: 'shop-live' };
  const filled = Object.entries(names).reduce(
    (all, [name, value]) => all.replace(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'g'), value),
    json,
  );
  return (JSON.parse(filled) as { Statement: Policy }).Statement;
}

/** From now on the README's policies hold for what they are about; those for bake have their own tests. */
async function policyHolds({ control }: Endpoint): Promise<void> {
  const simulate = await loadSimulator();
  control.authorize(async (asked) => {
    if (!/^(cloudformation|elasticbeanstalk):|^iam:PassRole$/.test(asked.action)) return 'allow';
    used.add(asked.action);
    return simulate(POLICIES.flat(), asked);
  });
}

function policiesAreTight(): void {
  const allowed = POLICIES.flat().flatMap(({ Action }) => Action);
  assert.deepEqual([...used].sort(), allowed.sort());
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
