/** The main job, as GitHub's runner runs it: the bundle in dist/ as a process, over HTTP, against the endpoint. */
import { describe, expect, test } from '@jest/globals';
import { APP, APP_FILES } from '../support/app.js';
import { SPEED, testCloud } from '../support/cloud.js';

const cloud = testCloud(SPEED, 'one');

function job(files: Record<string, string> = APP_FILES) {
  return cloud.job(files);
}

describe('a launch that goes well', () => {
  test('ends with one instance of the current image, ready, and says so in outputs and summary', async () => {
    const files = 'deploy/app.sh => /usr/local/bin/app mode=0755';
    const step = await job().run({ ...APP, files, 'instance-type': 't3.micro, t3a.micro' });

    expect(step).toMatchObject({ code: 0 });
    const [instance, ...others] = cloud.alive();
    expect(others).toEqual([]);
    expect(step.outputs).toMatchObject({
      ready: 'true',
      'instance-id': instance?.id,
      'instance-ids': JSON.stringify([instance?.id]),
      'ami-id': instance?.imageId,
      'base-ami-id': instance?.imageId,
      'image-source': 'base',
    });
    expect(JSON.parse(step.outputs['public-ips'] ?? '')).toHaveLength(1);
    expect(step.summary).toContain('One instance is ready');
    expect(step.summary).toMatch(/^\|.*files.*\| [\d,]+ B \|/m);
    expect(Object.keys(step.outputs).at(-1)).toBe('ready');
  });

  test('asks little of EC2: at most 40 requests for a cloud that takes eight seconds and forgets at first', async () => {
    cloud.endpoint.control.settings({ pendingSeconds: 4, signalSeconds: 4, consistencySeconds: 2 });

    const step = await job().run(APP);

    expect(step.outputs['ready']).toBe('true');
    expect(cloud.calls().length).toBeLessThanOrEqual(40);
    expect(cloud.calls().slice(0, 4).sort()).toEqual([
      'DescribeImages',
      'DescribeInstanceTypes',
      'GetParameters',
      'RunInstances',
    ]);
  });

  test('tags everything in the creating call, requires IMDSv2 and encrypts the volume', async () => {
    await job().run({ ...APP, tags: 'team=web', name: 'shop' });

    const [run] = cloud.endpoint.control.record().filter(({ action }) => action === 'RunInstances');
    expect(run?.params).toMatchObject({
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: '1' },
      BlockDeviceMapping: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: 'true', VolumeType: 'gp3' } }],
      TagSpecification: [
        { ResourceType: 'instance' },
        { ResourceType: 'volume' },
        { ResourceType: 'network-interface' },
      ],
    });
    const [instance] = cloud.alive();
    expect(instance?.tags).toMatchObject({
      Name: 'shop',
      team: 'web',
      'ami-launch:role': 'instance',
      'ami-launch:run': 'octo/web/4711/1',
      'ami-launch:base': instance?.imageId,
    });
    expect(instance?.tags['ami-launch:step']).toMatch(/^[0-9a-f]{32}$/);
    expect(instance?.tags['ami-launch:signal']).toMatch(/^[0-9a-f]{32}$/);
    expect(cloud.calls()).not.toContain('CreateTags');
  });

  test('leaves its instance to the next steps: post has nothing to do and asks AWS nothing', async () => {
    const aJob = job();
    const step = await aJob.run(APP);
    const before = cloud.calls().length;

    const post = await aJob.post(step);

    expect(post).toMatchObject({ code: 0, log: '' });
    expect(cloud.calls()).toHaveLength(before);
    expect(cloud.alive()).toHaveLength(1);
  });

  test('ends it at the end of the job with terminate: always', async () => {
    const aJob = job();
    const step = await aJob.run({ ...APP, terminate: 'always' });
    expect(cloud.alive()).toHaveLength(1);

    const post = await aJob.post(step);

    expect(post.code).toBe(0);
    expect(cloud.alive()).toEqual([]);
  });

  test('needs no layers: then it waits for the status checks', async () => {
    const step = await job().run({ 'base-image': 'ubuntu-24.04', 'instance-type': 't4g.small' });

    expect(step.outputs['ready']).toBe('true');
    expect(step.outputs['user-data-bytes']).toBe('0');
    expect(cloud.calls()).toContain('DescribeInstanceStatus');
    expect(step.outputs['base-ami-name']).toContain('arm64');
  });

  test('launches Windows with PowerShell layers', async () => {
    const step = await job({ 'app.ps1': 'Set-Content C:\\version.txt {{version}}\n' }).run({
      'base-image': 'windows-2022',
      app: 'app.ps1',
      variables: 'version=1.2.3',
    });

    expect(step).toMatchObject({ code: 0, outputs: { ready: 'true' } });
  });
});

describe('a cloud that makes it hard', () => {
  test('three places without capacity: the fourth gets the instances, and the log tells of the others', async () => {
    cloud.endpoint.control.capacity.lack({ instanceType: 't3.micro' });
    cloud.endpoint.control.capacity.lack({ instanceType: 't3a.micro' });
    cloud.endpoint.control.capacity.lack({ instanceType: 't3.small' });

    const step = await job().run({
      ...APP,
      count: '2',
      'instance-type': 't3.micro, t3a.micro, t3.small, t3a.small',
    });

    expect(step.outputs['ready']).toBe('true');
    expect(cloud.alive().map(({ instanceType }) => instanceType)).toEqual(['t3a.small', 't3a.small']);
    expect(cloud.calls().filter((action) => action === 'RunInstances')).toHaveLength(4);
    expect(step.log).toContain('No capacity for t3.micro');
  });

  test('no capacity anywhere: the error lists every place with what EC2 said', async () => {
    cloud.endpoint.control.capacity.lack({});

    const step = await job().run({ ...APP, 'instance-type': 't3.micro, t3a.micro' });

    expect(step.code).toBe(1);
    expect(step.log).toMatch(/no capacity in all 2 places[\s\S]*t3\.micro: [\s\S]*t3a\.micro: /);
    expect(cloud.alive()).toEqual([]);
  });

  test('half of all calls throttled, the answer to RunInstances cut, three places full: one set of instances', async () => {
    const { control } = cloud.endpoint;
    control.faults.add({ kind: 'throttle', probability: 0.5 });
    control.faults.add({ action: 'RunInstances', kind: 'cut', when: 'after', times: 1, after: 3 });
    for (const instanceType of ['t3.micro', 't3a.micro', 't3.small']) control.capacity.lack({ instanceType });

    const step = await job().run({
      ...APP,
      count: '3',
      'instance-type': 't3.micro, t3a.micro, t3.small, t3a.small',
    });

    expect(step).toMatchObject({ code: 0, outputs: { ready: 'true' } });
    expect(cloud.alive()).toHaveLength(3);
    expect(JSON.parse(step.outputs['instance-ids'] ?? '')).toEqual(cloud.alive().map(({ id }) => id));
  });

  test('an answer to RunInstances that was lost is asked for again, and is the same', async () => {
    cloud.endpoint.control.faults.add({ action: 'RunInstances', kind: 'cut', when: 'after', times: 2 });

    const step = await job().run(APP);

    expect(step.outputs['ready']).toBe('true');
    expect(cloud.alive()).toHaveLength(1);
  });
});
