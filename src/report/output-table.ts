/** Every output: what `action.yml` and the README say of it. An output that is not here cannot be set. */
export const OUTPUTS = {
  ready: '`true`, and only once everything awaited came true. Set last.',
  'instance-id': 'ID of the (first) instance. Set as soon as it is known, so that later cleanup has it.',
  'instance-ids': 'IDs of all instances, as a JSON array. In mode `terminate`: of those that were ended.',
  'ami-id': 'ID of the image that was launched.',
  'base-ami-id': 'ID of the base image.',
  'base-ami-name': "The publisher's name of the base image.",
  'baked-ami-id': 'ID of the baked image. Set as soon as it is available.',
  'image-source':
    'Where the launched image comes from: `base` (no `bake` layers), `reused` (baked before) or `baked` (by this run).',
  fingerprint: 'What the baked image is made of, as 64 hex digits: the same as long as nothing changes.',
  'public-ips': 'Public addresses, as a JSON array.',
  'private-ips': 'Private addresses, as a JSON array.',
  'public-dns-names': 'Public DNS names, as a JSON array.',
  'user-data-bytes': 'Size of the user data as EC2 counts it; the limit is 16384.',
  'ready-seconds': 'Seconds from the launch until everything awaited was true.',
  'ready-times':
    'What each condition took, such as `running=4.2 user-data=8.1`. As the tag `ami-launch:ready-times` on an image of yours it tells later launches when to look closely.',
  'launch-template-version': 'In mode `rollout`: the version of the launch template that the group has.',
  'instance-refresh-id':
    'In mode `rollout`: the ID of the instance refresh; empty where nothing had to change.',
  lock: 'With `lock-file`: the text that the lock file should have. To be written by a later step; the action writes no file.',
  'lock-changed':
    'With `lock-file`: `true` when that is something else than what the file says, else `false`.',
  plan: 'In mode `plan`: what would be done, as JSON.',
  result: 'All of it, as JSON.',
} as const;

export type OutputName = keyof typeof OUTPUTS;
export type Outputs = Readonly<Partial<Record<OutputName, string>>>;
