/** An embedded EC2 endpoint for one test file, emptied before each test, and what it saw in a few words. */
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import { DEFAULT_SETTINGS } from '../../src/endpoint/world/settings.js';
import { type Job, startJob } from './runner.js';

/** Cloud and process run this many times as fast as the wall clock. */
export const SPEED = 20;

export interface TestCloud {
  readonly endpoint: Endpoint;
  /** A job on a fresh runner whose clock goes with the cloud's. */
  job(files?: Readonly<Record<string, string | Uint8Array>>, env?: Readonly<Record<string, string>>): Job;
  /** The calls so far, by name, in order. */
  calls(): string[];
  /** Everything that costs money now: instances that have not ended, in all regions. */
  alive(): { id: string; imageId: string; instanceType: string; tags: Record<string, string> }[];
}

export function testCloud(speed = SPEED): TestCloud {
  let endpoint: Endpoint | undefined;
  const running = () => {
    if (endpoint === undefined) throw new Error('The endpoint runs only inside tests');
    return endpoint;
  };
  beforeAll(async () => {
    endpoint = await startEndpoint({ speed });
  });
  beforeEach(() => {
    running().control.reset();
    running().control.settings({ ...DEFAULT_SETTINGS, throttle: 'off' });
  });
  afterAll(() => running().close());
  return {
    get endpoint() {
      return running();
    },
    job: (files = {}, env = {}) =>
      startJob({ url: running().url, speed, now: () => running().control.world().at, files, env }),
    calls: () =>
      running()
        .control.record()
        .map(({ action }) => action),
    alive: () =>
      Object.values(running().control.world().regions).flatMap(({ instances }) =>
        instances.filter(({ state }) => state !== 'terminated' && state !== 'shutting-down'),
      ),
  };
}
