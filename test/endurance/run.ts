/**
 * `npm run endurance [-- --launches N --parallel N]`: thousands of launches, hundreds at a time, against one endpoint that
 * throttles as EC2 does. Virtual time: hours of waiting for a turn take as long as the work that is done in them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { virtualTime } from '../support/inside/virtual-time.js';

const { values } = parseArgs({
  options: {
    launches: { type: 'string', default: '10000' },
    parallel: { type: 'string', default: '200' },
  },
});
const [launches, parallel] = [Number(values.launches), Number(values.parallel)];
const REGION = 'eu-west-1';
/** What ends by itself has ended after this. */
const REST_MS = 60_000;
const PROGRESS = 500;

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
// The journal is on the disk before a call goes out: how fast a disk is is not what is asked here.
if (existsSync('/dev/shm')) process.env['TMPDIR'] = '/dev/shm';
const began = process.hrtime.bigint();
const time = virtualTime(Date.parse('2026-11-28T00:00:00Z'));
const { startEndpoint } = await import('../../src/endpoint/server.js');
const { shareEnvironment } = await import('../support/inside/job.js');
const { fleet } = await import('./fleet.js');
const { judge } = await import('./judge.js');
const { figuresOf } = await import('./figures.js');
const { printFigures, printVerdicts } = await import('./print.js');

const endpoint = await startEndpoint({ speed: 1, settings: { throttle: 'ec2' } });
shareEnvironment(endpoint.url);
const realSeconds = () => Number(process.hrtime.bigint() - began) / 1e9;
const ends: Parameters<typeof judge>[0][number][] = [];
const done = fleet({
  ...{ endpoint, clock: time.clock, launches, parallel, region: REGION },
  onEnd: (end) => {
    ends.push(end);
    if (ends.length % PROGRESS === 0)
      process.stderr.write(`${ends.length} of ${launches}, after ${realSeconds().toFixed(0)} s\n`);
  },
});
await time.until(done);
await time.pass(REST_MS);
const world = endpoint.control.world();
const made = world.regions[REGION]?.instances.length ?? 0;
printFigures(figuresOf(ends, endpoint.control.record(), made), {
  ...{ launches, parallel, ends, made, realSeconds: realSeconds() },
  // The kernel's high-water mark: one process is the whole tree.
  peakMb: Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024,
});
process.exit(printVerdicts(judge(ends, world)) === 0 ? 0 : 1);
