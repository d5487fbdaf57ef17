import { describe, expect, test } from '@jest/globals';
import { Cancelled, Failure } from '../../src/failure.js';
import { environmentUrl, outcome } from '../../src/github/outcome.js';
import type { Pipeline, ReadyPart } from '../../src/inputs/request.js';
import type { RolloutResult } from '../../src/modes/result.js';
import type { InstanceFacts } from '../../src/instances/look.js';

const INSTANCE = {
  id: 'i-1',
  publicIp: '203.0.113.7',
  privateIp: '10.0.0.7',
  publicDns: 'ec2-203-0-113-7.example',
} as InstanceFacts;

describe('the URL of what was deployed', () => {
  test.each<[ReadyPart['conditions'], ReadyPart['address'], string | undefined]>([
    [[{ kind: 'http', port: 80, path: '/' }], 'public', 'http://203.0.113.7/'],
    [
      [
        { kind: 'tcp', port: 22 },
        { kind: 'http', port: 8080, path: '/health?a=1' },
      ],
      'dns',
      'http://ec2-203-0-113-7.example:8080/health?a=1',
    ],
    [[{ kind: 'https', port: 443, path: '/x' }], 'private', 'https://10.0.0.7/x'],
    [[{ kind: 'user-data' }, { kind: 'tcp', port: 80 }], 'public', undefined],
  ])('%j at the %s address: %s', (conditions, address, url) => {
    expect(environmentUrl({ ready: { conditions, address, timeoutMs: 1 } }, INSTANCE)).toBe(url);
  });

  test('there is none without the address', () => {
    const ready: ReadyPart = {
      conditions: [{ kind: 'http', port: 80, path: '/' }],
      address: 'public',
      timeoutMs: 1,
    };
    expect(environmentUrl({ ready }, { ...INSTANCE, publicIp: undefined })).toBeUndefined();
  });
});

test.each([
  [
    'what was deployed failed',
    new Failure('layer-failed', 'The layer failed.\nMore.'),
    'failure',
    'The layer failed.',
  ],
  ['the run was cancelled', new Cancelled('SIGINT'), 'error', 'The run was cancelled (SIGINT).'],
  ['we failed', new Failure('defect', 'We met something.'), 'error', 'We met something.'],
])('%s', (_what, failure, state, description) => {
  expect(outcome({} as Pipeline, failure)).toEqual({ state, description });
});

describe('a roll-out', () => {
  const roll = (action: 'rolled' | 'unchanged') =>
    ({
      mode: 'rollout',
      rollout: { group: 'web', action, version: 4, instances: [{}, {}] },
    }) as unknown as RolloutResult;

  test('is a deployment that ended with the version that its group has', () => {
    expect(outcome({} as Pipeline, roll('rolled'))).toEqual({
      state: 'success',
      description: '2 instances are ready in the group web, of version 4',
    });
  });

  test('that had nothing to do was one, too', () => {
    expect(outcome({} as Pipeline, roll('unchanged'))).toEqual({
      state: 'success',
      description: 'The group web has version 4 already',
    });
  });

  test('that failed says why', () => {
    const failure = new Failure('refresh-ended', 'The instance refresh of the group web ended as Failed.');
    expect(outcome({} as Pipeline, failure)).toEqual({
      state: 'failure',
      description: 'The instance refresh of the group web ended as Failed.',
    });
  });
});
