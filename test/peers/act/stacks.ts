/** cloudformation.yml: an image comes to a stack, by the real AWS CLI. */
import assert from 'node:assert/strict';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import type { Endpoint } from '../../../src/endpoint/server.js';
import { ACCOUNT } from '../../../src/endpoint/world/state.js';
import type { Checks } from '../check.js';
import * as handOff from './hand-off.js';
import { account, asked, byHand, images, released, succeeds } from './hand-off.js';
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

const ofStack = (inputs: string) => handOff.caller('cloudformation.yml', inputs, 'stack-status');

const FOLLOWING = `stack: web
image-parameter: Image
publish-parameter: /golden/web`;
const FILES = {
  'image/packages.sh': '#!/bin/sh\ndnf install -y nginx\n',
  'web.yaml': template('AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>'),
  '.github/workflows/stack.yml': ofStack(
    `${FOLLOWING}
template: web.yaml
parameters: |
  Size=t3.small
capabilities: CAPABILITY_IAM`,
  ),
};
const VARS = { AMI_LAUNCH_STACK: 'web' };
const POLICY = handOff.readmePolicy('cloudformation.yml', { STACK: 'web' });

export async function stackWorkflow({ check }: Pick<Checks, 'check'>): Promise<void> {
  await check('cloudformation.yml creates a stack, leaves it alone, and brings it a new image', follows);
  await check('cloudformation.yml gives a stack an ID, and tells why it was refused', isGivenAnId);
  await check('cloudformation.yml leaves no stack that could not be created, and tells why', cannotBeCreated);
  await check('cloudformation.yml takes the update back when it is cancelled', isCancelled);
  await check(
    'cloudformation.yml deletes the stack that it was creating when it is cancelled',
    isCancelledEarly,
  );
  await check('cloudformation.yml does nothing without a name, and for values without one', refuses);
  await check('cloudformation.yml refuses a stack that does not follow what is published', followsAnother);
  await check("cloudformation.yml needs all that the README's policy for it allows", () =>
    handOff.policyIsTight(POLICY),
  );
}

async function follows(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await handOff.policyHolds(endpoint, POLICY);
    const first = await succeeds(scene, 'stack.yml', byHand('1'));
    assert.match(first.log, /^stack: There is no stack web yet\.$/m);
    const [image, ...others] = images(endpoint);
    assert.deepEqual([released(first), others], [`${image} CREATE_COMPLETE true`, []]);

    const again = await succeeds(scene, 'stack.yml', byHand('2'));
    assert.equal(released(again), `${image} CREATE_COMPLETE false`);

    endpoint.control.images.release(AL2023, 'eu-west-1');
    // The second look of the run is one of those that wait.
    const denied = { kind: 'error', code: 'AccessDenied', status: 403 } as const;
    endpoint.control.faults.add({ action: 'DescribeStacks', ...denied, after: 1, times: 1 });
    const third = await succeeds(scene, 'stack.yml', byHand('3'));
    const [newer] = images(endpoint);
    assert.notEqual(newer, image);
    assert.equal(released(third), `${newer} UPDATE_COMPLETE true`);
    assert.deepEqual(
      alive(endpoint).map(({ imageId, instanceType }) => [imageId, instanceType]),
      [[newer, 't3.small']],
    );

    scene.put('.github/workflows/back.yml', ofStack(`${FOLLOWING}\nami-id: ${image}`));
    const back = await succeeds(scene, 'back.yml', byHand('4'));
    assert.equal(released(back), `${image} UPDATE_COMPLETE true`);
    assert.deepEqual(images(endpoint), [image]);
  });
}

async function isGivenAnId(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    const [old, good, bad] = endpoint.control.images.add(
      ['web-1', 'web-2', 'web-3'].map((name) => ({ name })),
      'eu-west-1',
    );
    await hasStack(endpoint, { type: 'AWS::EC2::Image::Id', value: String(old) });
    await handOff.policyHolds(endpoint, POLICY);
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
    await handOff.policyHolds(endpoint, POLICY);
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

async function isCancelled(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    const [old, newer] = endpoint.control.images.add([{ name: 'web-1' }, { name: 'web-2' }], 'eu-west-1');
    await hasStack(endpoint, { type: 'AWS::EC2::Image::Id', value: String(old) });
    await handOff.policyHolds(endpoint, POLICY);
    endpoint.control.settings({ stackSeconds: 3600 });
    scene.put('.github/workflows/id.yml', ofStack(`image-parameter: Image\nami-id: ${newer}`));
    await handOff.isCancelled(scene, endpoint, ['UpdateStack', 'DescribeStacks']);
    assert.equal(asked(endpoint, 'CancelUpdateStack'), 1);
    assert.deepEqual(images(endpoint), [old]);
  });
}

async function isCancelledEarly(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    const [image] = endpoint.control.images.add([{ name: 'web-1' }], 'eu-west-1');
    await handOff.policyHolds(endpoint, POLICY);
    endpoint.control.settings({ stackSeconds: 3600 });
    scene.put('id.yaml', template('AWS::EC2::Image::Id'));
    const inputs = ['template: id.yaml', 'image-parameter: Image', 'parameters: Size=t3.small'];
    scene.put(
      '.github/workflows/id.yml',
      ofStack([...inputs, 'capabilities: CAPABILITY_IAM', `ami-id: ${image}`].join('\n')),
    );
    await handOff.isCancelled(scene, endpoint, ['CreateStack', 'DescribeStacks']);
    assert.equal(asked(endpoint, 'DeleteStack'), 1);
    assert.deepEqual(images(endpoint), []);
  });
}

async function refuses(): Promise<void> {
  await onStage({ files: FILES }, async ({ scene, endpoint }) => {
    const nameless = await scene.run('cloudformation.yml', byHand('1'));
    assert.match(nameless.log, /set the variable AMI_LAUNCH_STACK/);
    assert.deepEqual(endpoint.control.record(), []);
    const [image] = endpoint.control.images.add([{ name: 'web-1' }], 'eu-west-1');
    scene.put(
      '.github/workflows/id.yml',
      ofStack(['stack: web', 'template: web.yaml', 'parameters: Size', `ami-id: ${image}`].join('\n')),
    );
    const unnamed = await scene.run('id.yml', byHand('2'));
    assert.match(unnamed.log, /Line 1 of parameters is not NAME=VALUE/);
    assert.notEqual(nameless.code, 0);
    assert.notEqual(unnamed.code, 0);
    assert.deepEqual(endpoint.control.record(), []);
  });
}

/** CloudFormation would have nothing to do then, which is not the same as having the image. */
async function followsAnother(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasStack(endpoint, { type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', value: AL2023 });
    await handOff.policyHolds(endpoint, POLICY);
    const [image] = images(endpoint);
    const [other] = endpoint.control.images.add([{ name: 'web-1' }], 'eu-west-1');
    scene.put('.github/workflows/id.yml', ofStack(`image-parameter: Image\nami-id: ${other}`));
    const { code, log } = await scene.run('id.yml', byHand('1'));
    assert.notEqual(code, 0);
    assert.match(log, new RegExp(`The stack web follows ${AL2023}, which holds ${image} and not ${other}`));
    assert.deepEqual([images(endpoint), asked(endpoint, 'UpdateStack')], [[image], 0]);
  });
}

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
