/** What Auto Scaling is asked again about: what was just made, and nothing that never comes to be. */
import { expect, test } from '@jest/globals';
import { AwsFailure } from '../../src/aws/errors.js';
import { onceKnown } from '../../src/rollout/once-known.js';
import { testClock, testLog } from '../support/test-clock.js';

const WHOLE = 'You must use a valid fully-formed launch template.';

/** How often a call is sent that is refused once, in these words. */
async function sent(said: string): Promise<number> {
  let times = 0;
  const send = () => {
    times += 1;
    if (times > 1) return Promise.resolve();
    const facts = { code: 'ValidationError', said, status: 400, requestId: undefined, attempts: 1 };
    const kind = 'configuration' as const;
    return Promise.reject(
      new AwsFailure('StartInstanceRefresh', { ...facts, kind }, { message: said }, said),
    );
  };
  const context = { clock: testClock(), log: testLog(), signal: new AbortController().signal };
  await onceKnown(send, context).catch(() => undefined);
  return times;
}

test.each([
  `${WHOLE} The specified launch template, with template ID lt-1, does not exist.`,
  `${WHOLE} The specified launch template, with template name web, does not exist.`,
  `${WHOLE} Could not find the specified version 2 for the launch template with ID lt-1.`,
  `${WHOLE} Value (web) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
])('%s: again', async (said) => {
  expect(await sent(said)).toBe(2);
});

test.each([
  `${WHOLE} The key pair 'web' does not exist`,
  `${WHOLE} The security group 'sg-1' does not exist`,
  `${WHOLE} The image id '[ami-1]' does not exist`,
])('%s: never again', async (said) => {
  expect(await sent(said)).toBe(1);
});
