import { inRegion, type Scenario, unless } from '../scenario.js';
import { BUCKET, REGION } from '../stage.js';
import { BIG, idsOf } from './shared.js';

/** Two instances, of the second type that is tried, by user data that has to be staged. */
export const launch: Scenario = {
  files: { 'app.sh': BIG },
  most: 2,
  setUp({ control }) {
    control.capacity.lack({ instanceType: 't3.micro' });
    return Promise.resolve({
      app: 'app.sh',
      count: '2',
      'instance-type': 't3.micro, t3a.micro',
      'staging-bucket': BUCKET,
      'ttl-minutes': '60',
      'ready-timeout': '1m',
    });
  },
  right(end, now) {
    const alive = inRegion(now, REGION).instances.filter(({ state }) => state === 'running');
    const named = idsOf(end);
    return [
      ...unless(named.length === 2, `${named.length} instances are named`),
      ...unless(
        named.every((id) => alive.some((one) => one.id === id && one.instanceType === 't3a.micro')),
        'a named instance is not running',
      ),
    ];
  },
};
