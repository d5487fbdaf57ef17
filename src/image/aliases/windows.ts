import { type Agent, type Alias, byParameter } from './alias.js';

/**
 * Windows Server, in English, as Amazon publishes it after every Patch Tuesday. Sources: EC2 user guide, "Query for
 * the latest AMI using Systems Manager", and its pages on the launch agents: EC2Launch v2 is part of the images of
 * 2022 and later, v1 of those of 2016 and 2019 but for the ones whose name begins with `EC2LaunchV2-`.
 */
const windows = (release: string, edition: 'Full' | 'Core', agent: Agent): Alias => ({
  title: `Windows Server ${release}${edition === 'Core' ? ' Core' : ''}`,
  publisher: 'Amazon',
  os: 'windows',
  agent,
  images: byParameter(
    () => `/aws/service/ami-windows-latest/Windows_Server-${release}-English-${edition}-Base`,
    { x86_64: 'x86_64' },
  ),
});

export const WINDOWS: Readonly<Record<string, Alias>> = {
  'windows-2025': windows('2025', 'Full', 'ec2launch-v2'),
  'windows-2025-core': windows('2025', 'Core', 'ec2launch-v2'),
  'windows-2022': windows('2022', 'Full', 'ec2launch-v2'),
  'windows-2022-core': windows('2022', 'Core', 'ec2launch-v2'),
  'windows-2019': windows('2019', 'Full', 'ec2launch-v1'),
  'windows-2019-core': windows('2019', 'Core', 'ec2launch-v1'),
  'windows-2016': windows('2016', 'Full', 'ec2launch-v1'),
  'windows-2016-core': windows('2016', 'Core', 'ec2launch-v1'),
};
