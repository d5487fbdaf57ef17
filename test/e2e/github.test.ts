/** What a run tells GitHub: one comment on the pull request, and a deployment with its statuses. */
import { describe, expect, test } from '@jest/globals';
import { testCloud } from '../support/cloud.js';
import { testGithub, TOKENS } from '../support/github.js';
import type { StepEnd } from '../support/runner.js';

// Not much faster than the wall clock: the limits of telling GitHub go by it, and GitHub's fake does not.
const cloud = testCloud(4);
const github = testGithub();

const QUICK = { pendingSeconds: 0.4, signalSeconds: 0.4, consistencySeconds: 0, consoleDelaySeconds: 0 };
const HEAD = 'f00d000000000000000000000000000000000000';
const PULL = { number: 12, pull_request: { number: 12, head: { sha: HEAD } } };
const TOKEN = { 'github-token': TOKENS.workflow };
const COMMENT = { ...TOKEN, comment: 'true', mode: 'plan' };
const LAUNCH = { ...TOKEN, 'deployment-environment': 'preview/pr-12', 'ready-when': 'running' };

function job(env: Record<string, string> = {}, event = 'pull_request', payload: unknown = PULL) {
  cloud.endpoint.control.settings(QUICK);
  return cloud.job({ 'app.sh': '#!/bin/sh\ntrue\n' }, { ...github.env(event, payload), ...env });
}

/** Methods and paths, without queries and numbers. */
function asked(): string[] {
  return github.requests.map(({ method, path }) =>
    `${method} ${path.replace(/\?.*/, '').replace(/\d{4,}/, 'ID')}`.replace('/repos/octo/web/', ''),
  );
}

function expectNoToken(...ends: StepEnd[]): void {
  for (const { log, summary, state, outputs } of ends) {
    const all = [log, summary, JSON.stringify(state), JSON.stringify(outputs)].join('\n');
    for (const token of Object.values(TOKENS)) expect(all).not.toContain(token);
  }
}

describe('comment: true', () => {
  test('puts the page of the summary on the pull request, and the next run updates it', async () => {
    const first = await job().run(COMMENT);

    expect(first.code).toBe(0);
    const [comment, ...others] = github.comments;
    expect(others).toEqual([]);
    expect(comment).toMatchObject({ issue: 12, user: { login: 'github-actions[bot]' } });
    expect(comment?.body).toMatch(/^<!-- ami-launch: [^>]* -->\n/);
    expect(comment?.body).toContain(first.summary.trim());
    expect(comment?.body).toContain('https://github.com/octo/web/actions/runs/4711/attempts/1');
    expect(comment?.body).toContain('f00d000000');
    expect(first.log).toContain('Commented on pull request 12: https://');

    const second = await job({ GITHUB_RUN_ID: '4712' }).run(COMMENT);

    expect(second.log).toContain('Updated the comment on pull request 12');
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('/runs/4712/');
    expectNoToken(first, second);
  });

  test('leaves the comments of other jobs, steps and names alone', async () => {
    await job().run(COMMENT);
    await job({ GITHUB_JOB: 'api' }).run(COMMENT);
    await job({ GITHUB_ACTION: 'launch_2' }).run({ ...COMMENT, name: 'shop' });

    expect(new Set(github.comments.map(({ body }) => body.split('\n')[0])).size).toBe(3);
  });

  test("finds its own behind two hundred others, and never writes into somebody else's", async () => {
    await job().run(COMMENT);
    const [own] = github.comments.splice(0);
    const stranger = { login: 'mallory', type: 'User' };
    const chatter = Array.from({ length: 205 }, (_, n) => ({
      id: n,
      issue: 12,
      user: stranger,
      body: n === 7 ? `${own!.body}\nNo, here!` : `Comment ${n}`,
    }));
    const mine = { ...own!, id: 500 };
    github.comments.push(...chatter, mine);

    await job({ GITHUB_RUN_ID: '4712' }).run(COMMENT);

    expect(github.comments).toHaveLength(206);
    expect(github.comments[7]?.body).toContain('No, here!');
    expect(mine.body).toContain('/runs/4712/');
    expect(github.requests.filter(({ path }) => path.includes('per_page=100'))).toHaveLength(1 + 3);
    // Who it is, it asks once, and only where there is a marker.
    expect(asked().filter((one) => one === 'POST /graphql')).toHaveLength(1);
  });

  test('writes as the person whose token it is given, not into the comment of the bot', async () => {
    await job().run(COMMENT);
    const person = { ...COMMENT, 'github-token': TOKENS.person };
    await job().run(person);
    const again = await job().run(person);

    expect(github.comments.map(({ user }) => user.login)).toEqual(['github-actions[bot]', 'mona']);
    expectNoToken(again);
  });

  test('tells of a launch that failed as well', async () => {
    cloud.endpoint.control.capacity.lack({});

    const step = await job().run({ ...COMMENT, mode: 'launch' });

    expect(step.code).toBe(1);
    expect(github.comments[0]?.body).toContain('ami-launch failed');
    expect(github.comments[0]?.body).toContain('EC2 has no capacity');
  });

  test('outside a pull request there is a line in the log, and nothing else', async () => {
    const step = await job({}, 'push', { ref: 'refs/heads/main' }).run(COMMENT);

    expect(step.code).toBe(0);
    expect(step.log).toContain('`comment: true` is for pull requests, and this run is for none');
    expect(github.requests).toEqual([]);
  });

  test('the token of a fork may not write: a warning that says what is needed, and the run goes well', async () => {
    const step = await job().run({ ...COMMENT, 'github-token': TOKENS.fork });

    expect(step.code).toBe(0);
    expect(step.log).toContain(
      '::warning::The comment on the pull request was not written: GitHub answered 403, resource not accessible by integration. Give the job `permissions: pull-requests: write`.',
    );
    expect(github.comments).toEqual([]);
    expectNoToken(step);
  });

  test('a GitHub that does not answer is a warning after ten seconds', async () => {
    github.fault('POST', /comments$/, undefined);

    const step = await job({ AMI_LAUNCH_TEST_SPEED: '40' }).run(COMMENT);

    expect(step).toMatchObject({ code: 0, outputs: { 'base-ami-id': expect.stringMatching(/^ami-/) } });
    expect(step.log).toContain('was not written: no answer within 10 s.');
  });
});

describe('deployment-environment', () => {
  test('a launch that goes well: in progress before anything is launched, then success', async () => {
    const whenTold: string[][] = [];
    github.onRequest(() => whenTold.push(cloud.calls()));
    const step = await job().run(LAUNCH);

    expect(step.code).toBe(0);
    expect(asked()).toEqual([
      'POST deployments',
      'POST deployments/ID/statuses',
      'POST deployments/ID/statuses',
    ]);
    expect(whenTold.slice(0, 2)).toEqual([[], []]);
    const [deployment] = github.deployments;
    expect(deployment).toMatchObject({
      ref: HEAD,
      environment: 'preview/pr-12',
      transient_environment: false,
      statuses: [
        { state: 'in_progress', log_url: 'https://github.com/octo/web/actions/runs/4711/attempts/1' },
        { state: 'success', description: 'One instance is ready' },
      ],
    });
    expectNoToken(step);
  });

  test('the next one to the same environment makes the first inactive', async () => {
    const push = { ref: 'refs/heads/main' };
    await job({}, 'push', push).run(LAUNCH);
    await job({}, 'push', push).run(LAUNCH);

    expect(Object.values(github.states())).toEqual([
      ['in_progress', 'success', 'inactive'],
      ['in_progress', 'success'],
    ]);
    expect(github.deployments[0]?.ref).toBe('c0ffee0000000000000000000000000000000000');
  });

  test('a launch that fails: failure, with the reason', async () => {
    cloud.endpoint.control.instances.outcome({ kind: 'layer-failed', layer: 'app.sh', exitCode: 42 });
    const step = await job().run({ ...LAUNCH, app: 'app.sh', 'ready-when': 'user-data' });

    expect(step.code).toBe(1);
    expect(github.deployments[0]?.statuses.at(-1)).toMatchObject({
      state: 'failure',
      description: expect.stringContaining('The layer app.sh failed'),
    });
    expectNoToken(step);
  });

  test('a roll-out is a deployment as well, and has its comment', async () => {
    const inputs = { mode: 'rollout', 'auto-scaling-group': 'web', comment: 'true' };
    const step = await job().run({ ...TOKEN, 'deployment-environment': 'production', ...inputs });

    expect(step.code).toBe(1);
    expect(github.deployments[0]).toMatchObject({
      environment: 'production',
      transient_environment: false,
      statuses: [
        { state: 'in_progress', description: 'Rolling the group web' },
        { state: 'failure', description: 'There is no Auto Scaling group web.' },
      ],
    });
    expect(github.comments[0]?.body).toContain('failed: there is no such group');
  });

  test('a cancelled launch ends its instances first, then tells GitHub', async () => {
    const aJob = job();
    const step = aJob.start(LAUNCH);
    const off = cloud.endpoint.control.onRequest((when) => {
      if (when === 'after' && cloud.calls().includes('RunInstances')) step.kill('SIGINT');
    });
    let whenTold: string[] = [];
    github.onRequest(({ body }) => {
      if (body['state'] === 'error') whenTold = cloud.calls();
    });
    const main = await step.ended;
    off();
    const post = await aJob.post(main);

    expect(main.code).toBe(1);
    expect(Object.values(github.states())).toEqual([['in_progress', 'error']]);
    expect(whenTold).toContain('TerminateInstances');
    expect(cloud.alive()).toEqual([]);
    expectNoToken(main, post);
  });

  test('a killed launch: post ends the instances, and the deployment with an error', async () => {
    const aJob = job();
    const step = aJob.start(LAUNCH);
    const off = cloud.endpoint.control.onRequest((when) => {
      if (when === 'after' && cloud.calls().includes('RunInstances')) step.kill('SIGKILL');
    });
    const main = await step.ended;
    off();
    expect(Object.values(github.states())).toEqual([['in_progress']]);

    const post = await aJob.post(main);

    expect(post.code).toBe(0);
    expect(Object.values(github.states())).toEqual([['in_progress', 'error']]);
    expect(cloud.alive()).toEqual([]);
    expectNoToken(main, post);
  });

  test('what GitHub did not hear from main, it hears from post', async () => {
    github.fault('POST', /statuses$/, 502);
    const aJob = job();
    const main = await aJob.run(LAUNCH);
    expect(main.log).toMatch(
      /Deployment \d+ to preview\/pr-12 was not told that it is success: GitHub answered 502/,
    );
    github.recover();

    await aJob.post(main);

    expect(Object.values(github.states())).toEqual([['success']]);
    expect(cloud.alive()).toHaveLength(1);
  });

  test('terminate: always makes it inactive at the end of the job, and its environment goes with it', async () => {
    const aJob = job();
    const main = await aJob.run({ ...LAUNCH, terminate: 'always' });
    expect(github.deployments[0]).toMatchObject({ transient_environment: true });

    const post = await aJob.post(main);

    expect(Object.values(github.states())).toEqual([['in_progress', 'success', 'inactive']]);
    expectNoToken(main, post);
  });

  test('a deployment that may not be made is a warning, and the launch goes on', async () => {
    const aJob = job();
    const main = await aJob.run({ ...LAUNCH, 'github-token': TOKENS.fork });
    const post = await aJob.post(main);

    expect(main).toMatchObject({ code: 0, outputs: { ready: 'true' } });
    expect(main.log).toContain(
      '::warning::There is no deployment to preview/pr-12: GitHub answered 403, resource not accessible by integration. Give the job `permissions: deployments: write`.',
    );
    expect(post.log).toBe('');
    expect(github.deployments).toEqual([]);
    expectNoToken(main, post);
  });

  test('the end of an environment makes its deployments inactive, and no others', async () => {
    await job().run({ ...LAUNCH, terminate: 'always' });
    await job().run(LAUNCH);
    await job().run({ ...LAUNCH, 'deployment-environment': 'production' });
    const failed = { id: 1, state: 'failure', description: '', log_url: '', environment_url: '' };
    github.deployments.push(
      { ...github.deployments[0]!, id: 5001, statuses: [failed] },
      { ...github.deployments[0]!, id: 5002, task: 'deploy', statuses: [{ ...failed, state: 'success' }] },
    );

    const step = await job().run({
      ...TOKEN,
      mode: 'terminate',
      'terminate-scope': 'environment',
      'deployment-environment': LAUNCH['deployment-environment'],
    });

    expect(step.code).toBe(0);
    expect(Object.values(github.states())).toEqual([
      ['in_progress', 'success', 'inactive'],
      ['in_progress', 'success', 'inactive'],
      ['in_progress', 'success'],
      ['failure'],
      ['success'],
    ]);
    expect(cloud.alive()).toHaveLength(1);
    expectNoToken(step);
  });
});

test('an environment is ended in whatever case it is written, and no other is, here or elsewhere', async () => {
  const launch = (environment: string, repository = 'octo/web') =>
    job({ GITHUB_REPOSITORY: repository }).run({ ...LAUNCH, 'deployment-environment': environment });
  await launch('Preview/Pr');
  await launch('preview/pr-2');
  await launch('preview/pr', 'octo/api');

  await job().run({
    ...TOKEN,
    mode: 'terminate',
    'terminate-scope': 'environment',
    'deployment-environment': 'preview/PR',
  });

  expect(cloud.alive().map(({ tags }) => tags['ami-launch:environment'])).toEqual([
    'octo/web/preview/pr-2',
    'octo/api/preview/pr',
  ]);
});

test('a run that tells GitHub nothing sends it nothing', async () => {
  const aJob = job();
  await aJob.post(await aJob.run({ ...TOKEN, 'ready-when': 'running' }));

  expect(github.requests).toEqual([]);
});
