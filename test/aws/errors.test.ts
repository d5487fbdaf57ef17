/** The one place that knows AWS error codes, and what it says to people. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readAwsError } from '../../src/aws/errors.js';
import { explain } from '../../src/aws/explain.js';

/** It exports its list only for itself. */
const SDK_RETRY = createRequire(path.resolve('package.json')).resolve('@smithy/core/retry');

const sdkError = (name: string, message = name, status = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

describe('an error is sorted by its code', () => {
  test.each([
    ['InsufficientInstanceCapacity', 500, 'capacity'],
    ['VcpuLimitExceeded', 400, 'quota'],
    ['InvalidSubnetID.NotFound', 400, 'configuration'],
    ['UnauthorizedOperation', 403, 'permission'],
    ['OptInRequired', 403, 'account'],
    ['PendingVerification', 400, 'account'],
    ['Blocked', 403, 'account'],
    ['AuthFailure.ServiceLinkedRoleCreationNotPermitted', 403, 'account'],
    ['RequestExpired', 400, 'credentials'],
    ['RequestLimitExceeded', 503, 'throttle'],
    ['InvalidInstanceID.NotFound', 400, 'not-yet'],
    ['InternalError', 500, 'fault'],
    ['SlowDown', 503, 'throttle'],
    ['LimitExceededException', 400, 'quota'],
    ['ParameterLimitExceeded', 400, 'quota'],
    ['NeverHeardOfIt', 400, 'configuration'],
    ['NeverHeardOfIt', 500, 'fault'],
  ])('%s with HTTP status %i is %s', (code, status, kind) => {
    expect(readAwsError(sdkError(code, code, status)).kind).toBe(kind);
  });

  test('all that the SDK asks again more slowly is a throttle, but what counts things', () => {
    const source = readFileSync(path.join(path.dirname(SDK_RETRY), 'index.js'), 'utf8');
    const [, listed = ''] = /const THROTTLING_ERROR_CODES = \[([^\]]+)\]/.exec(source) ?? [];
    const codes = [...listed.matchAll(/"(\w+)"/g)].map(([, code = '']) => code);
    expect(codes).toContain('SlowDown');
    const others = codes.filter((code) => readAwsError(sdkError(code)).kind !== 'throttle');
    expect(others).toEqual(['LimitExceededException']);
  });

  test('a profile that was made a moment ago is known by its message alone', () => {
    const error = sdkError(
      'InvalidParameterValue',
      'Value (web) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
    );
    expect(readAwsError(error).kind).toBe('not-yet');
  });

  test('a network error is found below what the SDK wraps around it', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(readAwsError(new Error('failed', { cause }))).toMatchObject({
      code: 'ECONNREFUSED',
      kind: 'fault',
    });
  });

  test.each([undefined, null, 'text', 7, {}])('anything thrown can be read: %p', (thrown) => {
    expect(readAwsError(thrown).kind).toBe('fault');
  });
});

describe('an error is told as what was attempted, what AWS said and what to do', () => {
  test('in one sentence', () => {
    const failure = explain(
      'ec2',
      'RunInstances',
      sdkError('InvalidSubnetID.NotFound', "The subnet ID 'subnet-1' does not exist"),
    );

    expect(failure.message).toBe(
      "Could not launch: The subnet ID 'subnet-1' does not exist (RunInstances: InvalidSubnetID.NotFound).",
    );
    expect(failure.advice).toContain('Check `subnet-id` and `region`');
  });

  test('with the action that AWS names as missing', () => {
    const said =
      'User: arn:aws:sts::1:assumed-role/x is not authorized to perform: ec2:CreateTags on resource: *';
    expect(explain('ec2', 'RunInstances', sdkError('UnauthorizedOperation', said)).advice).toContain(
      '`ec2:CreateTags`',
    );
  });

  test.each([
    ['OptInRequired', 'AWS Marketplace'],
    ['PendingVerification', 'wait for its mail'],
    ['Blocked', 'AWS Support'],
    ['AccountDisabled', 'AWS Support'],
    ['AuthFailure.ServiceLinkedRoleCreationNotPermitted', '`aws iam create-service-linked-role'],
  ])('%s is the account’s matter, and no permission of a role: %s', (code, advice) => {
    const failure = explain('ec2', 'RunInstances', sdkError(code));
    expect(failure.advice).toContain(advice);
    expect(failure.advice).not.toContain('ec2:RunInstances');
    expect(failure.deniedAction).toBeUndefined();
  });

  test('without line breaks, terminal codes and the encoded blob', () => {
    const said = 'No.\n::set-output name=x::y\u001b[31m Encoded authorization failure message: AAAA';
    const { message } = explain('ec2', 'RunInstances', sdkError('UnauthorizedOperation', said));

    for (const bad of ['\n', '\u001b', 'AAAA']) expect(message).not.toContain(bad);
  });
});
