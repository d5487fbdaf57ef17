/** The context of a run's reading half, in this process, for a region of an endpoint. */
import { awsClients, clientsByRegion } from '../../src/aws/clients.js';
import type { ReadContext } from '../../src/context.js';
import { testClock, testLog } from './test-clock.js';

export interface TestContext extends ReadContext {
  readonly log: ReturnType<typeof testLog>;
}

/** The SDK is told of the endpoint as a user would tell it: by the environment. */
export function readContext(url: string, region = 'eu-west-1', now = Date.now()): TestContext {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  });
  const { signal } = new AbortController();
  const log = testLog();
  const clock = { ...testClock(), now: () => now };
  return {
    ...awsClients({ region, signal, clock, log }),
    at: clientsByRegion({ signal, clock, log }),
    clock,
    log,
    signal,
    run: {
      repository: 'local/local',
      runId: '1',
      attempt: '1',
      workflow: 'local',
      job: 'local',
      action: 'ami-launch',
      sha: '',
      ref: '',
      serverUrl: 'https://github.com',
      workspace: '.',
      tempDir: '.',
    },
    step: '0'.repeat(32),
    announce: () => undefined,
    phase: (_title, inside) => inside(),
  };
}
