/** How a group and its template come to be, and go again: against a cloud in this process, by the calls that it saw. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { TAG } from '../../src/aws/tags.js';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import { DEFAULT_SETTINGS } from '../../src/endpoint/world/settings.js';
import { groupInput } from '../../src/rollout/group-input.js';
import { makeGroup } from '../../src/rollout/make-group.js';
import { makeTemplate } from '../../src/rollout/make-template.js';
import type { TemplateFor } from '../../src/rollout/template-for.js';
import { settle, WITH_TIME } from '../../src/undo/settle.js';
import { SUBNETS } from '../support/group.js';
import { testRun, type TestRun } from '../support/write-context.js';

const SPEED = 100;
const OTHER_RUN = '1'.repeat(32);

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint({ speed: SPEED });
});
beforeEach(() => {
  endpoint.control.reset();
  endpoint.control.settings({ ...DEFAULT_SETTINGS, throttle: 'off' });
});
afterAll(() => endpoint.close());

const called = (name: string) => endpoint.control.record().filter(({ action }) => action === name).length;
const groups = () => endpoint.control.world().regions['eu-west-1']?.autoScalingGroups ?? [];

/** The template `web`, which launches what is there to be launched. */
async function templateOf(run: TestRun) {
  const ImageId = endpoint.control.images.publish({ region: 'eu-west-1', name: 'web-0' });
  const data = { ImageId, InstanceType: 't3.micro' as const };
  const made = await makeTemplate({ group: 'web', description: 'ami-launch 1', data, tags: {} }, run);
  if (made === undefined) throw new Error('There is such a template.');
  return { id: made.id, version: 1, made: { what: { id: made.id }, noted: made.noted } };
}

async function make(run: TestRun, template: Pick<TemplateFor, 'id' | 'version' | 'made'>) {
  const wanted = {
    count: 1,
    subnetIds: SUBNETS,
    targetGroupArns: undefined,
    healthCheckType: undefined,
    healthCheckGraceMs: undefined,
    warmPool: undefined,
  };
  const input = groupInput({ wanted, template, warmupSeconds: 1, tags: { [TAG.step]: run.step } });
  return makeGroup('web', template, input, run);
}

test('of a group whose answer was lost the run that made it goes on, and another one does not', async () => {
  const run = testRun(endpoint, SPEED);
  endpoint.control.faults.add({ action: 'CreateAutoScalingGroup', kind: 'cut', when: 'after', times: 1 });

  const template = await templateOf(run);
  await make(run, template);

  expect(called('CreateAutoScalingGroup')).toBe(2);
  expect(run.ledger.open()).toMatchObject([{ kind: 'group', answered: true }]);

  const other = testRun(endpoint, SPEED, OTHER_RUN);
  await expect(make(other, { ...template, made: undefined })).rejects.toMatchObject({ id: 'group-exists' });
  await settle(other.ledger, WITH_TIME, other);
  expect(groups()).toHaveLength(1);
});
