/** How a group and its template come to be, and go again: against a cloud in this process, by the calls that it saw. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { TAG } from '../../src/aws/tags.js';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import { DEFAULT_SETTINGS } from '../../src/endpoint/world/settings.js';
import type { NewGroupPart } from '../../src/inputs/request.js';
import { readGroup } from '../../src/rollout/group.js';
import { keepRight } from '../../src/rollout/settings.js';
import { groupInput } from '../../src/rollout/group-input.js';
import { makeGroup } from '../../src/rollout/make-group.js';
import { makeTemplate, takenTemplate } from '../../src/rollout/make-template.js';
import type { TemplateFor } from '../../src/rollout/template-for.js';
import type { Abouts } from '../../src/undo/journal.js';
import type { Intent } from '../../src/undo/ledger.js';
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
  const made = await makeTemplate(
    { name: 'web', group: 'web', description: 'ami-launch 1', data, tags: {} },
    run,
  );
  if (made === undefined) throw new Error('There is such a template.');
  return { id: made.id, version: 1, made: { what: { id: made.id }, noted: made.noted } };
}

const TARGET_GROUPS = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup';
const WANTED: NewGroupPart = {
  count: 1,
  subnetIds: SUBNETS,
  targetGroupArns: undefined,
  healthCheckType: undefined,
  healthCheckGraceMs: undefined,
  warmPool: undefined,
};

async function make(
  run: TestRun,
  template: Pick<TemplateFor, 'id' | 'version' | 'made'>,
  targetGroupArns?: readonly string[],
) {
  const wanted = { ...WANTED, targetGroupArns };
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

const intent = (run: TestRun, about: Abouts['group'] = {}, at = run.clock.now()): Intent => {
  return { kind: 'group', region: 'eu-west-1', token: 'web', about, what: 'the group web', count: 1, at };
};

test('a group whose making nobody heard of goes, and its template once', async () => {
  const run = testRun(endpoint, SPEED);
  const template = await templateOf(run);
  run.ledger.creating(intent(run, { made: template.made.what }));
  await make(testRun(endpoint, SPEED), { ...template, made: undefined });
  endpoint.control.faults.add({
    action: 'DeleteAutoScalingGroup',
    kind: 'error',
    code: 'ScalingActivityInProgress',
    status: 400,
    times: 2,
  });

  expect(await settle(run.ledger, WITH_TIME, run)).toMatchObject({ left: [], pending: [] });

  expect(called('DeleteAutoScalingGroup')).toBe(3);
  expect(called('DeleteLaunchTemplate')).toBe(1);
  endpoint.control.skip(60);
  expect(groups()).toEqual([]);
});

test('a group that is not shown yet is looked for while it is young, and left to the next that looks', async () => {
  const run = testRun(endpoint, SPEED);
  const template = await templateOf(run);
  template.made.noted.done();
  // So that a slow machine has time, too.
  const young = run.clock.now() + 300_000;
  run.ledger.creating(intent(run, {}, young)).made([]);
  const look = (patienceMs: number) => settle(run.ledger, { ...WITH_TIME, patienceMs }, run);

  expect((await look(0)).pending).toEqual([expect.stringContaining('does not show the group web yet')]);

  const looked = look(600_000);
  await make(testRun(endpoint, SPEED), { ...template, made: undefined });
  expect((await looked).pending).toEqual([]);
  expect(called('DeleteAutoScalingGroup')).toBe(1);
});

test('a template that another run has just made is taken as soon as EC2 shows it, or told of', async () => {
  const run = testRun(endpoint, SPEED);
  const { id } = await templateOf(run);
  const unknown = {
    action: 'DescribeLaunchTemplateVersions',
    kind: 'error',
    code: 'InvalidLaunchTemplateName.NotFoundException',
    status: 400,
  } as const;
  endpoint.control.faults.add({ ...unknown, times: 2 });

  expect(await takenTemplate('web', testRun(endpoint, SPEED, OTHER_RUN))).toMatchObject({ id });

  endpoint.control.faults.add(unknown);
  await expect(takenTemplate('web', run)).rejects.toThrow('Another run is making');
});

test('no more than ten target groups go at once', async () => {
  const run = testRun(endpoint, SPEED);
  const template = await templateOf(run);
  const arns = Array.from({ length: 11 }, (_, n) => `${TARGET_GROUPS}/t${n}/0123456789abcdef`);
  await make(run, template, arns);
  const group = await readGroup('web', run);
  const create = {
    ...WANTED,
    targetGroupArns: [`${TARGET_GROUPS}/other/0123456789abcdef`],
  };

  await keepRight({ create, refresh: { warmupMs: undefined } }, group!, run);

  expect(called('AttachLoadBalancerTargetGroups')).toBe(1);
  expect(called('DetachLoadBalancerTargetGroups')).toBe(2);
  expect((await readGroup('web', run))?.shown.TargetGroupARNs).toEqual(create.targetGroupArns);
});
