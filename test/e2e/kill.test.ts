/**
 * What a step that is killed or cancelled says, and what post does with what it left. GitHub sends SIGINT, then SIGTERM, then
 * SIGKILL, and starts the post step in a new process. At every request, and what is left then: see `npm run sweep`.
 */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { testCloud } from '../support/cloud.js';

const cloud = testCloud();
const INPUTS = { app: 'app.sh', 'instance-type': 't3.micro, t3a.micro', count: '2' };

function job() {
  return cloud.job({ 'app.sh': '#!/bin/sh\ntrue\n' });
}

/** Runs the main job and kills it at its n-th request, before or after EC2 has done the work. */
async function killedAt(n: number, moment: 'before' | 'after', signal: NodeJS.Signals) {
  const { control } = cloud.endpoint;
  control.settings({ consistencySeconds: 2 });
  // However slow this machine is, the step has not ended by itself before.
  control.instances.outcome({ kind: 'never-signals' });
  const aJob = job();
  let seen = 0;
  const step = aJob.start(INPUTS);
  const off = control.onRequest((when) => {
    if (when === moment && (seen += 1) === n) step.kill(signal);
  });
  const main = await step.ended;
  off();
  return { main, aJob };
}

test('SIGTERM in the middle of a launch, then post: nothing runs any more', async () => {
  const { main, aJob } = await killedAt(5, 'before', 'SIGTERM');
  expect(main).toMatchObject({
    code: 1,
    log: expect.stringContaining('The run was cancelled (SIGTERM)'),
  });

  const post = await aJob.post(main);

  expect(cloud.alive()).toEqual([]);
  expect(post.code).toBe(0);
});

test('a cancelled step cleans up by itself, without the post step', async () => {
  const { main } = await killedAt(7, 'after', 'SIGINT');

  expect(main.log).toContain('Ended what this step had launched');
  expect(cloud.alive()).toEqual([]);
});

test('a step that was killed before it could write its journal leaves nothing to end', async () => {
  const aJob = job();
  const step = aJob.start(INPUTS);
  step.kill('SIGKILL');
  const post = await aJob.post(await step.ended);

  expect(post.code).toBe(0);
  expect(cloud.calls()).toEqual([]);
});

test('when the journal is lost, post finds the instances by the tag of the step', async () => {
  const { main, aJob } = await killedAt(8, 'after', 'SIGKILL');
  expect(cloud.alive()).toHaveLength(2);
  expect(main.state).toMatchObject({ noted: 'instances@eu-west-1' });

  const post = await aJob.post({ ...main, state: { ...main.state, journal: '/nowhere/journal.jsonl' } });

  expect(cloud.alive()).toEqual([]);
  expect(post.log).toContain('Ended i-');
});

test('a journal that is lost after the step has ended well costs none of its instances', async () => {
  const aJob = job();
  const main = await aJob.run(INPUTS);
  expect(main.code).toBe(0);
  expect(main.state['open']).toBe('none');

  const post = await aJob.post({ ...main, state: { ...main.state, journal: '/nowhere/journal.jsonl' } });

  expect(post).toMatchObject({ code: 0, log: '' });
  expect(cloud.alive()).toHaveLength(2);
});

test('and where it has staged user data, that alone goes', async () => {
  cloud.endpoint.control.storage.create({ name: 'staging', region: 'eu-west-1' });
  const aJob = cloud.job({ 'app.sh': `#!/bin/sh\n# ${randomBytes(20_000).toString('hex')}\n` });
  const main = await aJob.run({ ...INPUTS, 'staging-bucket': 'staging' });
  expect(main).toMatchObject({ code: 0, state: { open: 'object' } });

  const post = await aJob.post({ ...main, state: { ...main.state, journal: '/nowhere/journal.jsonl' } });

  expect(post.code).toBe(0);
  expect(cloud.alive()).toHaveLength(2);
  expect(cloud.rubbish()).toEqual([]);
});

test('post turns red, and says what to look for, when it cannot end the instances', async () => {
  const { main, aJob } = await killedAt(8, 'after', 'SIGKILL');
  cloud.endpoint.control.faults.add({
    action: 'TerminateInstances',
    kind: 'error',
    code: 'UnauthorizedOperation',
    status: 403,
  });

  const post = await aJob.post(main);

  expect(post.code).toBe(1);
  expect(post.log).toContain('May still be there, and cost money');
  expect(post.log).toContain(`ami-launch:step=${main.state['step'] ?? ''}`);
});
