/** Another step of the job writes in the runner's folder: it gets nothing ended that this step, or this run, has not launched. */
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { testCloud } from '../support/cloud.js';
import { launchElsewhere } from '../support/elsewhere.js';
import type { Job } from '../support/runner.js';

const cloud = testCloud();
const INPUTS = { app: 'app.sh', 'instance-type': 't3.micro' };
const FILES = { 'app.sh': '#!/bin/sh\ntrue\n' };

/** What a run of another repository has running in the same account. */
function othersInstance(step = 'f'.repeat(32)): Promise<string> {
  const tags = { 'ami-launch:run': 'octo/shop/1/1', 'ami-launch:step': step };
  return launchElsewhere(cloud.endpoint, tags);
}

/** A step that was killed right after its launch, and so has left everything to the post step. */
async function killed(job: Job) {
  const step = job.start(INPUTS);
  const off = cloud.endpoint.control.onRequest((moment, { action }) => {
    if (moment === 'after' && action === 'RunInstances') step.kill('SIGKILL');
  });
  const main = await step.ended;
  off();
  return main;
}

/** Lines as main writes them, for an instance that it has not launched. */
function forged(id: string): string {
  const about = { region: 'eu-west-1', token: 'x', what: 'x', count: 1, at: 0 };
  const lines = [
    { do: 'creating', entry: 9, kind: 'instances', ...about },
    { do: 'made', entry: 9, ids: [id] },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function journalOf(job: Job): string {
  const name = readdirSync(job.temp).find((file) => file.startsWith('ami-launch-')) ?? '';
  return path.join(job.temp, name);
}

test('post ends what its own step launched, and nothing that lines of others name', async () => {
  const others = await othersInstance();
  const job = cloud.job(FILES);
  const main = await killed(job);
  expect(cloud.alive()).toHaveLength(2);
  appendFileSync(journalOf(job), forged(others));

  const post = await job.post(main);

  expect(cloud.alive().map(({ id }) => id)).toEqual([others]);
  expect(post.code).toBe(1);
  expect(post.log).toContain('Something else in this job has written to the journal of this step');
});

test('what was to stay before others wrote to the journal stays', async () => {
  const job = cloud.job(FILES);
  cloud.endpoint.control.instances.outcome({ kind: 'never-signals' });
  const step = job.start({ ...INPUTS, terminate: 'never' });
  const off = cloud.endpoint.control.onRequest((moment, { action }) => {
    if (moment === 'before' && action === 'GetConsoleOutput') step.kill('SIGKILL');
  });
  const main = await step.ended;
  off();
  appendFileSync(journalOf(job), 'x\n');

  const post = await job.post(main);

  expect(post.log).toContain('Something else in this job has written to the journal of this step');
  expect(cloud.alive()).toHaveLength(1);
});

test('what seals the journal is told to the post step alone', async () => {
  const job = cloud.job(FILES);
  const main = await job.run(INPUTS);
  const { seal = '' } = main.state;
  expect(seal).toMatch(/^[0-9a-f]{32}$/);

  const seen = [main.log, main.summary, JSON.stringify(main.outputs), readFileSync(journalOf(job), 'utf8')];

  expect(seen.filter((text) => text.includes(seal))).toEqual([]);
  expect(JSON.stringify(cloud.endpoint.control.world())).not.toContain(seal);
});

test('mode terminate ends nothing of another run that a journal names, and all that is of this one', async () => {
  const others = await othersInstance();
  const job = cloud.job(FILES);
  await job.run(INPUTS);
  writeFileSync(path.join(job.temp, `ami-launch-${'0'.repeat(32)}.jsonl`), forged(others));

  const { code, log } = await job.run({ mode: 'terminate' });

  expect(code).toBe(0);
  expect(log).toContain(`${others} stays: another run launched it (octo/shop/1/1)`);
  expect(cloud.alive().map(({ id }) => id)).toEqual([others]);
});

test('nor what another run has launched whose step a file is named for', async () => {
  const step = 'a'.repeat(32);
  const others = await othersInstance(step);
  const job = cloud.job(FILES);
  await job.run(INPUTS);
  writeFileSync(path.join(job.temp, `ami-launch-${step}.jsonl`), '');

  const { code, log, outputs } = await job.run({ mode: 'terminate', 'terminate-scope': 'job' });

  expect(code).toBe(0);
  expect(log).toContain(`${others} stays: another run launched it`);
  expect(cloud.alive().map(({ id }) => id)).toEqual([others]);
  expect(outputs['instance-ids']).not.toContain(others);
});
