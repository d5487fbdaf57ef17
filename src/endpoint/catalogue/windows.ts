import type { Publication } from './publication.js';

const LATEST = '/aws/service/ami-windows-latest';

const windows = (name: string): Publication => ({
  parameters: [`${LATEST}/${name}`],
  name: ({ dotted }) => `${name}-${dotted}`,
  description: `Microsoft ${name.replace(/[_-]/g, ' ')} Locale English AMI provided by Amazon`,
  ownerId: '801119661308',
  ownerAlias: 'amazon',
  architecture: 'x86_64',
  rootDeviceName: '/dev/sda1',
  rootGiB: 30,
  rootType: 'gp2',
  windows: true,
  bootMode: name.includes('2025') ? 'uefi' : 'legacy-bios',
});

export const WINDOWS: readonly Publication[] = [
  ...['2016', '2019', '2022', '2025'].flatMap((release) => [
    windows(`Windows_Server-${release}-English-Full-Base`),
    windows(`Windows_Server-${release}-English-Core-Base`),
  ]),
  ...['2016', '2019'].map((release) => windows(`EC2LaunchV2-Windows_Server-${release}-English-Full-Base`)),
  windows('Windows_Server-2022-English-Full-SQL_2022_Standard'),
];
