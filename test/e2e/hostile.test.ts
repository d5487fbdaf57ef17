/** A few of the corpus (`npm run corpus`), each in a process of its own. */
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { startProxy } from '../corpus/answers/proxy.js';
import { faultsOf } from '../corpus/judge.js';
import { testCloud } from '../support/cloud.js';

const cloud = testCloud();
const FILES = { 'a.sh': '#!/bin/sh\ntrue\n' };

test('a launch whose answer names no instance leaves none', async () => {
  const proxy = await startProxy(cloud.endpoint.url);
  const empty = { name: 'empty', of: () => ({ status: 200, headers: {}, body: Buffer.alloc(0) }) };
  proxy.mutate(empty, 'RunInstances');
  const job = cloud.job(FILES, { AWS_ENDPOINT_URL: proxy.url });
  const main = await job.run({ app: 'a.sh' });
  await job.post(main);
  proxy.close();

  expect(main.code).toBe(1);
  expect(main.log).toContain('the answer does not name what was made (RunInstances: UnreadableAnswer)');
  expect(faultsOf(main)).toEqual([]);
  expect(cloud.alive()).toEqual([]);
});

test('a layer of 100 MB, a workspace that is gone and a full disk are told of in sentences', async () => {
  const big = cloud.job();
  writeFileSync(path.join(big.workspace, 'a.sh'), '');
  truncateSync(path.join(big.workspace, 'a.sh'), 100 * 1024 * 1024);
  const ends = await Promise.all([
    big.run({ app: 'a.sh' }),
    cloud.job({}, { GITHUB_WORKSPACE: '/nowhere' }).run({ app: 'a.sh' }),
    cloud.job(FILES, { RUNNER_TEMP: '/dev/full/x' }).run({ app: 'a.sh' }),
    cloud.job(FILES, { GITHUB_STATE: '/dev/full' }).run({ app: 'a.sh' }),
  ]);

  const told = [
    'more than 524,288 bytes',
    'There is no folder /nowhere',
    'could not be noted',
    'could not be told',
  ];
  for (const [index, end] of ends.entries()) {
    expect(end.log).toContain(told[index]);
    expect(faultsOf(end)).toEqual([]);
  }
  expect(cloud.calls()).toEqual([]);
});
