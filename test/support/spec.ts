/** An image and what the inputs say of a launch, for tests of what is made of them. */
import type { BaseImage } from '../../src/image/resolve.js';
import type { LaunchPart } from '../../src/inputs/request.js';

export const IMAGE: BaseImage = {
  id: 'ami-1',
  name: 'base',
  source: 'al2023',
  owner: 'amazon',
  publisher: 'Amazon',
  architecture: 'x86_64',
  os: 'linux',
  agent: 'cloud-init',
  created: undefined,
  ageDays: undefined,
  deprecated: undefined,
  deprecationNotice: undefined,
  readyTimes: {},
  volumes: [
    { device: '/dev/xvda', gib: 8, root: true },
    { device: '/dev/xvdb', gib: 100, root: false },
  ],
};

export const LAUNCH: LaunchPart = {
  instanceTypes: ['t3.micro'],
  subnetIds: [],
  securityGroupIds: ['sg-1'],
  keyName: undefined,
  instanceProfile: undefined,
  count: 2,
  market: 'on-demand',
  template: undefined,
  ttlMinutes: undefined,
  volumeGiB: undefined,
  volumeType: undefined,
  publicIp: undefined,
  name: undefined,
  tags: {},
};
