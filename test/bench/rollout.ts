/** What it takes to roll a group, and that its size hardly matters. */
import { group, groupOf } from '../support/group.js';
import { memoryMb, withCloud } from './measure.js';

const FAST = 20;
/** How often it looks depends on how long the cloud takes; what each look costs should not depend on the group. */
const LOOKS = ['DescribeInstanceRefreshes', 'DescribeAutoScalingGroups', 'DescribeScalingActivities'];

export interface Rolled {
  /** Greatest memory, in MB. */
  readonly mb: number;
  readonly requests: number;
  /** Of these, those beside the looks at the group and its refresh. */
  readonly beside: number;
}

/** A roll-out to `count` instances, whose signals are awaited. Throws where the group was not healthy at every moment. */
export async function rolled(count: number): Promise<Rolled> {
  return withCloud(FAST, async (endpoint) => {
    await groupOf({ endpoint }, count);
    const { control } = endpoint;
    const before = control.record().length;
    const since = group({ endpoint }).history.length - 1;
    const inputs = {
      mode: 'rollout',
      'auto-scaling-group': 'web',
      'base-image': 'al2023',
      region: 'eu-west-1',
    };
    const mb = await memoryMb(endpoint, FAST, {
      ...inputs,
      'ready-when': 'user-data',
      'instance-warmup': '30s',
    });
    const { history, templateVersion } = group({ endpoint });
    const fewest = Math.min(...history.slice(since).map(({ inService }) => inService));
    if (templateVersion !== '2' || fewest < count)
      throw new Error(`Version ${templateVersion ?? ''}; at the worst moment ${fewest} of ${count} served`);
    const asked = control.record().slice(before);
    const beside = asked.filter(({ action }) => !LOOKS.includes(action)).length;
    return { mb, requests: asked.length, beside };
  });
}
