import type { InstanceType } from '../../catalogue/instance-types.js';
import { refuse } from '../../protocol/errors.js';
import { stateAt } from '../../world/timeline.js';
import type { Call } from '../action.js';

/** Counts vCPUs of what is not stopped or terminated against the account's quota: spot and on-demand have one each. */
export function checkQuota(
  { world, region, now }: Call,
  { type, spot, count }: { type: InstanceType; spot: boolean; count: number },
): void {
  const { vcpuLimit, spotVcpuLimit } = world.settings;
  const limit = spot ? spotVcpuLimit : vcpuLimit;
  if (limit === undefined) return;
  let used = 0;
  for (const instance of region.instances.values()) {
    const counts = !['stopped', 'terminated'].includes(stateAt(instance.timeline, now));
    if (counts && (instance.spotRequestId !== undefined) === spot) used += instance.type.vcpus;
  }
  if (used + count * type.vcpus <= limit) return;
  if (spot) throw refuse('MaxSpotInstanceCountExceeded', 'Max spot instance count exceeded');
  throw refuse(
    'VcpuLimitExceeded',
    `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket ` +
      'that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to ' +
      'request an adjustment to this limit.',
  );
}
