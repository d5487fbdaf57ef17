/** An embedded EC2 endpoint for one test file, emptied before each test, and what it saw in a few words. */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import type { RegionDump } from '../../src/endpoint/world/dump.js';
import { DEFAULT_SETTINGS } from '../../src/endpoint/world/settings.js';
import { fitsHost, startHost, type StepHost } from './host/start.js';
import { type Job, startJob } from './runner.js';
import { makeTemplate } from './template.js';

/** Cloud and process run this many times as fast as the wall clock. */
export const SPEED = 20;

/** Time enough to be looked at more than once, and no more: each look costs the processor. */
const QUICK = { pendingSeconds: 2, signalSeconds: 2, imagingSeconds: 5 } as const;

export interface TestCloud {
  readonly endpoint: Endpoint;
  /** A job on a fresh runner whose clock goes with the cloud's. */
  job(files?: Readonly<Record<string, string | Uint8Array>>, env?: Readonly<Record<string, string>>): Job;
  /** The same, each step as a process of its own, where that matters: to kill it, for one. */
  process(files?: Readonly<Record<string, string | Uint8Array>>, env?: Readonly<Record<string, string>>): Job;
  /** Makes a launch template, of one version. */
  template(name: string, data: RequestLaunchTemplateData): Promise<void>;
  /** The calls so far, by name, in order. */
  calls(): string[];
  /** Everything that costs money now: instances that have not ended, in all regions. */
  alive(): { id: string; imageId: string; instanceType: string; tags: Record<string, string> }[];
  /** The account's images that are available, oldest first, in all regions. */
  baked(): { id: string; name?: string; tags: Readonly<Record<string, string>> }[];
  /** What a bake must not leave: images in the making or failed, snapshots that no image has, staged objects. */
  rubbish(): string[];
}

/** @param processes `one`: all steps in one process beside the test, see `host/start.ts`; `each`: each in its own */
export function testCloud(speed = SPEED, processes: 'one' | 'each' = 'each'): TestCloud {
  let endpoint: Endpoint | undefined;
  let host: StepHost | undefined;
  const running = () => {
    if (endpoint === undefined) throw new Error('The endpoint runs only inside tests');
    return endpoint;
  };
  beforeAll(async () => {
    endpoint = await startEndpoint({ speed });
  });
  beforeEach(() => {
    running().control.reset();
    running().control.settings({ ...DEFAULT_SETTINGS, ...QUICK, throttle: 'off' });
  });
  afterAll(() => {
    host?.stop();
    return running().close();
  });
  const now = () => running().control.world().at;
  const process: TestCloud['process'] = (files = {}, env = {}) =>
    startJob({ url: running().url, speed, now, files, env });
  return {
    get endpoint() {
      return running();
    },
    process,
    job: (files = {}, env = {}) => {
      if (processes === 'each' || !fitsHost(env)) return process(files, env);
      host ??= startHost({ url: running().url, speed, now });
      return host.job(files, env);
    },
    template: (name, data) => makeTemplate(running().url, name, data),
    calls: () =>
      running()
        .control.record()
        .map(({ action }) => action),
    alive: () =>
      Object.values(running().control.world().regions).flatMap(({ instances }) =>
        instances.filter(({ state }) => state !== 'terminated' && state !== 'shutting-down'),
      ),
    baked: () =>
      Object.values(running().control.world().regions).flatMap(({ images }) =>
        images.filter(({ state }) => state === 'available'),
      ),
    rubbish: () => Object.values(running().control.world().regions).flatMap(rubbishIn),
  };
}

function rubbishIn({ images, snapshots, buckets }: RegionDump): string[] {
  const whole = images.filter(({ state }) => state === 'available').length;
  const halfMade = images.filter(({ state }) => state !== 'available' && state !== 'deregistered');
  const left = snapshots.filter(({ state }) => state !== 'deleted').map(({ id, state }) => `${id} ${state}`);
  return [
    ...halfMade.map(({ id, state }) => `${id} ${state}`),
    // Each image of these tests has one volume.
    ...(left.length === whole ? [] : left),
    ...Object.values(buckets).flatMap(({ objects }) => objects.map(({ key }) => key)),
  ];
}

/** The first launch finds the account's quota of spot instances used up. */
export const SPOT_QUOTA_USED_UP = {
  action: 'RunInstances',
  kind: 'error',
  code: 'MaxSpotInstanceCountExceeded',
  status: 400,
  message: 'Max spot instance count exceeded',
  times: 1,
} as const;
