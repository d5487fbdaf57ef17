/** elastic-beanstalk.yml: an image comes to an environment, by the real AWS CLI. */
import assert from 'node:assert/strict';
import {
  CreateApplicationCommand,
  CreateEnvironmentCommand,
  DescribeConfigurationSettingsCommand,
  ElasticBeanstalkClient,
} from '@aws-sdk/client-elastic-beanstalk';
import type { Endpoint } from '../../../src/endpoint/server.js';
import type { Checks } from '../check.js';
import * as handOff from './hand-off.js';
import { account, asked, byHand, images, released, succeeds } from './hand-off.js';
import { onStage } from './stage.js';

const ofShop = (inputs: string) => handOff.caller('elastic-beanstalk.yml', inputs, 'health');
const FILES = {
  'image/packages.sh': '#!/bin/sh\ndnf install -y nginx\n',
  '.github/workflows/shop.yml': ofShop('environment: shop-live'),
};
const VARS = { AMI_LAUNCH_BEANSTALK_ENVIRONMENT: 'shop-live' };
const SHOP = { ApplicationName: 'shop', EnvironmentName: 'shop-live' };
const POLICY = handOff.readmePolicy('elastic-beanstalk.yml', {
  APPLICATION: 'shop',
  ENVIRONMENT: 'shop-live',
});

export async function environmentWorkflow({ check }: Pick<Checks, 'check'>): Promise<void> {
  await check('elastic-beanstalk.yml bakes from the platform and gives the environment the image', rolls);
  await check('elastic-beanstalk.yml takes the update back when it is cancelled', isCancelled);
  await check('elastic-beanstalk.yml leaves an update that cannot be aborted to itself then', goesOn);
  await check('elastic-beanstalk.yml asks nothing of AWS where no environment is named', needsAName);
  await check('elastic-beanstalk.yml tells why Beanstalk has given an update up by itself', isRefused);
  await check('elastic-beanstalk.yml goes back to the image before when the environment is ill', goesBack);
  await check("elastic-beanstalk.yml needs all that the README's policy for it allows", () =>
    handOff.policyIsTight(POLICY),
  );
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

async function isCancelled(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasEnvironment(endpoint);
    const [platform] = images(endpoint);
    endpoint.control.settings({ environmentSeconds: 3600 });
    const [baked] = endpoint.control.images.add([{ name: 'shop-1' }], 'eu-west-1');
    scene.put('.github/workflows/id.yml', ofShop(`ami-id: ${baked}`));
    await handOff.isCancelled(scene, endpoint, ['UpdateEnvironment', 'DescribeEnvironments']);
    assert.equal(asked(endpoint, 'AbortEnvironmentUpdate'), 1);
    assert.deepEqual([images(endpoint), asked(endpoint, 'UpdateEnvironment')], [[platform], 1]);
  });
}

async function goesOn(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasEnvironment(endpoint);
    endpoint.control.settings({ environmentSeconds: 3600 });
    endpoint.control.environments.outcome({ kind: 'healthy', goesOn: true });
    const [baked] = endpoint.control.images.add([{ name: 'shop-1' }], 'eu-west-1');
    scene.put('.github/workflows/id.yml', ofShop(`ami-id: ${baked}`));
    await handOff.isCancelled(scene, endpoint, ['UpdateEnvironment', 'DescribeEnvironments']);
    assert.equal(asked(endpoint, 'AbortEnvironmentUpdate'), 0);
    endpoint.control.skip(3600);
    assert.equal(await deployed(endpoint), baked);
  });
}

async function needsAName(): Promise<void> {
  await onStage({ files: FILES }, async ({ scene, endpoint }) => {
    const { code, log } = await scene.run('elastic-beanstalk.yml', byHand('1'));
    assert.notEqual(code, 0);
    assert.match(log, /set the variable AMI_LAUNCH_BEANSTALK_ENVIRONMENT/);
    assert.deepEqual(endpoint.control.record(), []);
  });
}

async function goesBack(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasEnvironment(endpoint);
    const [platform] = images(endpoint);
    endpoint.control.environments.outcome({ kind: 'unhealthy' });
    endpoint.control.environments.outcome({ kind: 'healthy', match: { imageId: String(platform) } });
    endpoint.control.settings({ environmentHealthSeconds: 0 });
    const [baked] = endpoint.control.images.add([{ name: 'shop-1' }], 'eu-west-1');
    // The third look of the run is one of those that wait.
    const denied = { kind: 'error', code: 'AccessDenied', status: 403 } as const;
    endpoint.control.faults.add({ action: 'DescribeEnvironments', ...denied, after: 2, times: 1 });
    scene.put('.github/workflows/id.yml', ofShop(`ami-id: ${baked}\nhealth-minutes: '0'`));
    const { code, jobs, log } = await scene.run('id.yml', byHand('1'));
    assert.notEqual(code, 0);
    assert.equal(jobs['release'], undefined);
    assert.match(log, /WARN Environment health has transitioned from Grey to Red/);
    assert.match(log, new RegExp(`shop-live is Red with the image ${baked}`));
    assert.match(log, new RegExp(`shop-live has the image ${platform} again`));
    assert.deepEqual([images(endpoint), await deployed(endpoint)], [[platform], platform]);
    // Not by its ID: the environment follows its platform, as before.
    const [, back] = endpoint.control.record().filter(({ action }) => action === 'UpdateEnvironment');
    assert.ok('OptionsToRemove' in (back?.params as object));
  });
}

/** The environment is ready and well then, with the image that it had. */
async function isRefused(): Promise<void> {
  await onStage({ files: FILES, vars: VARS }, async ({ scene, endpoint }) => {
    await hasEnvironment(endpoint);
    const [platform] = images(endpoint);
    endpoint.control.environments.outcome({ kind: 'failed', message: 'The instance did not come up.' });
    const [baked] = endpoint.control.images.add([{ name: 'shop-1' }], 'eu-west-1');
    scene.put('.github/workflows/id.yml', ofShop(`ami-id: ${baked}`));
    const { code, log } = await scene.run('id.yml', byHand('1'));
    assert.notEqual(code, 0);
    assert.match(log, /ERROR The instance did not come up\./);
    assert.match(log, new RegExp(`Elastic Beanstalk has not given shop-live the image ${baked}`));
    assert.match(log, new RegExp(`shop-live has the image before already: ${platform}`));
    assert.deepEqual([images(endpoint), asked(endpoint, 'UpdateEnvironment')], [[platform], 1]);
  });
}

async function hasEnvironment(endpoint: Endpoint): Promise<void> {
  const client = new ElasticBeanstalkClient(account(endpoint));
  await client.send(new CreateApplicationCommand({ ApplicationName: 'shop' }));
  const SolutionStackName = '64bit Amazon Linux 2023 v4.7.0 running Docker';
  await client.send(new CreateEnvironmentCommand({ ...SHOP, SolutionStackName }));
  endpoint.control.skip(60);
  client.destroy();
  await handOff.policyHolds(endpoint, POLICY);
}

function builtFrom({ control }: Endpoint): string[] {
  const { instances = [] } = control.world().regions['eu-west-1'] ?? {};
  return instances.flatMap(({ tags, imageId }) => (tags['ami-launch:role'] === 'builder' ? [imageId] : []));
}

async function deployed(endpoint: Endpoint): Promise<string | undefined> {
  const client = new ElasticBeanstalkClient(account(endpoint));
  const { ConfigurationSettings = [] } = await client.send(new DescribeConfigurationSettingsCommand(SHOP));
  client.destroy();
  const inForce = ConfigurationSettings.find(({ DeploymentStatus }) => DeploymentStatus === 'deployed');
  return inForce?.OptionSettings?.find(({ OptionName }) => OptionName === 'ImageId')?.Value;
}
