import { eachOpen, type Watch } from './look-for.js';
import { isAwsFailure } from '../../aws/errors.js';

/** DescribeInstanceStatus takes at most 100 IDs. */
const AT_ONCE = 100;

/** Both status checks passed: EC2 can reach the machine, and the machine answers. EC2 checks every minute. */
export const statusChecks: Watch = (_condition, { roster }) => ({
  schedule: { first: 0, every: 1_000, most: 5_000 },
  advice:
    'The machine does not answer EC2: look at its console; an image without ENA or NVMe drivers behaves so.',
  look: eachOpen(
    roster.ids,
    AT_ONCE,
    async (ids, { ec2 }) => {
      try {
        const { InstanceStatuses = [] } = await ec2('DescribeInstanceStatus', { InstanceIds: [...ids] });
        return InstanceStatuses.flatMap(({ InstanceId, InstanceStatus, SystemStatus }) =>
          InstanceId !== undefined && InstanceStatus?.Status === 'ok' && SystemStatus?.Status === 'ok'
            ? [InstanceId]
            : [],
        );
      } catch (thrown) {
        if (isAwsFailure(thrown, 'not-yet')) return []; // Seen by DescribeInstances already, but not everywhere.
        throw thrown;
      }
    },
    'initializing',
  ),
});
