import { inRegion, type Scenario, unless } from '../scenario.js';
import { REGION } from '../stage.js';
import { SMALL } from './shared.js';

const LAUNCH = { app: 'app.sh' };

/** Ends what two earlier steps of the job launched, beside a sibling's instance. */
export const terminate: Scenario = {
  files: { 'app.sh': SMALL },
  most: 1,
  sameJob: true,
  async setUp(stage, job) {
    await job.run({ ...LAUNCH, tags: 'own=true' });
    await job.run({ ...LAUNCH, tags: 'own=true' });
    await stage.job('1', terminate.files).run(LAUNCH);
    return { mode: 'terminate' };
  },
  removes: (before) =>
    inRegion(before, REGION)
      .instances.filter(({ tags }) => tags['own'] === 'true')
      .map(({ id }) => id),
  right(_end, now) {
    const alive = inRegion(now, REGION).instances.filter(({ state }) => state !== 'terminated');
    return unless(
      alive.every(({ tags }) => tags['own'] !== 'true'),
      'an instance of the job still runs',
    );
  },
};
