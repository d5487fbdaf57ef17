/** The context of a run's writing half, in this process, whose clock is the cloud's. */
import { setTimeout as timer } from 'node:timers/promises';
import type { WriteContext } from '../../src/context.js';
import { awsClients, clientsByRegion } from '../../src/aws/clients.js';
import type { Endpoint } from '../../src/endpoint/server.js';
import { makeLedger } from '../../src/undo/ledger.js';
import { readContext } from './read-context.js';
import type { testLog } from './test-clock.js';

export interface TestRun extends WriteContext {
  readonly log: ReturnType<typeof testLog>;
}

/**
 * @param speed the endpoint's
 * @param step 32 hex digits: the run's own name
 */
export function testRun({ url, control }: Endpoint, speed: number, step = '0'.repeat(32)): TestRun {
  const read = readContext(url);
  const offset = control.world().at - Date.now() * speed;
  return {
    ...read,
    ...awsClients({ ...read, region: 'eu-west-1' }),
    at: clientsByRegion(read),
    clock: {
      now: () => Date.now() * speed + offset,
      sleep: (ms, signal) =>
        timer(ms / speed, undefined, signal && { signal }).catch(() => signal?.throwIfAborted()),
    },
    step,
    ledger: makeLedger({ append: () => undefined }),
  };
}
