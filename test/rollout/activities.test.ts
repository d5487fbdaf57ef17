/** When what a group says of its launches is reason to give up, and what is advised then. */
import type { ScalingActivityStatusCode } from '@aws-sdk/client-auto-scaling';
import { expect, test } from '@jest/globals';
import { launchesInVain } from '../../src/rollout/activities.js';

const failed = (StatusMessage: string, StatusCode = 'Failed') => ({
  ActivityId: '1',
  AutoScalingGroupName: 'web',
  Cause: '',
  StartTime: new Date(),
  StatusCode: StatusCode as ScalingActivityStatusCode,
  StatusMessage,
});
const often = (why: string, tries: number) =>
  launchesInVain(
    'web',
    Array.from({ length: tries }, () => failed(why)),
  );
const GOOD = failed('', 'Successful');

const VCPU =
  'You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to. Launching EC2 instance failed.';

test.each([VCPU, 'Max spot instance count exceeded (MaxSpotInstanceCountExceeded).'])(
  'a quota is told at once, though the words are those of what passes: %s',
  (why) => {
    const failure = often(why, 1);
    expect(failure?.message).toMatch(/^The group web cannot launch instances: .* \(1 try\)\.$/);
    expect(failure?.advice).toContain('Service Quotas');
  },
);

test.each([
  'We currently do not have sufficient t3.micro capacity in the Availability Zone you requested (eu-west-1a).',
  'Request limit exceeded.',
  'There is no Spot capacity available that matches your request.',
])('what passes is waited for, however often it comes: %s', (why) => {
  expect(often(why, 20)).toBeUndefined();
});

test('whatever else does not pass is told at the third try in a row', () => {
  const why = "The key pair 'nobodys' does not exist.";
  expect(often(why, 2)).toBeUndefined();
  expect(often(why, 3)?.message).toContain('(3 tries)');
  expect(launchesInVain('web', [failed(why), failed(why), GOOD, failed(why)])).toBeUndefined();
});

test('an instance that cannot be started for its key is told with who needs that', () => {
  const why =
    'Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.InternalError: Client error on launch';
  const launches = Array.from({ length: 3 }, () => failed(why, 'Cancelled'));
  expect(launchesInVain('web', launches)?.advice).toMatch(/AWSServiceRoleForAutoScaling.*kms:CreateGrant/);
});
