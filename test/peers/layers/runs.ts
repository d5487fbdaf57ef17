/** What the layers of the kit change on which distribution. */
import { createHash } from 'node:crypto';
import { archive } from '../../../src/user-data/archive.js';
import type { MadeUpRun } from './made-up.js';

/** A run that ends well: what it changes the first time, and what it sees to each time. */
export interface GoodRun extends MadeUpRun {
  readonly changes: readonly string[];
  readonly always: readonly string[];
}

const DOCKER: readonly GoodRun[] = (
  [
    ['al2', ['amazon-linux-extras install docker']],
    ['al2023', ['dnf install docker']],
    ['debian-12', ['apt-get update', 'apt-get install docker.io']],
    ['ubuntu-24.04', ['apt-get update', 'apt-get install docker.io']],
    ['rhel-9', [docker('rhel'), 'dnf install docker-ce docker-ce-cli containerd.io']],
    ['rocky-9', [docker('centos'), 'dnf install docker-ce docker-ce-cli containerd.io']],
    ['sles-15', ['zypper install docker']],
  ] as const
).map(([on, changes]) => ({ layer: 'docker.sh', on, changes, always: ['systemctl enable docker'] }));

function docker(system: string): string {
  return `fetch https://download.docker.com/linux/${system}/docker-ce.repo`;
}

const CLOUDWATCH: readonly GoodRun[] = (
  [
    ['al2', 'x86_64', 'amazon_linux/amd64', 'rpm'],
    ['al2023', 'aarch64', 'amazon_linux/arm64', 'rpm'],
    ['debian-12', 'aarch64', 'debian/arm64', 'deb'],
    ['ubuntu-24.04', 'x86_64', 'ubuntu/amd64', 'deb'],
    ['rhel-9', 'aarch64', 'redhat/arm64', 'rpm'],
    ['rocky-9', 'x86_64', 'redhat/amd64', 'rpm'],
    ['sles-15', 'x86_64', 'suse/amd64', 'rpm'],
  ] as const
).map(([on, machine, place, kind]) => ({
  layer: 'cloudwatch-agent.sh',
  on,
  machine,
  changes: [
    `fetch https://amazoncloudwatch-agent-eu-west-1.s3.eu-west-1.amazonaws.com/${place}/latest/amazon-cloudwatch-agent.${kind}`,
    `${kind === 'rpm' ? 'rpm' : 'apt-get install'} amazon-cloudwatch-agent.${kind}`,
    'amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c default',
  ],
  always: [],
}));

const SSM: readonly GoodRun[] = (
  [
    ['al2023', 'x86_64', 'linux_amd64', 'rpm', []],
    ['debian-12', 'aarch64', 'debian_arm64', 'deb', []],
    ['ubuntu-24.04-minimal', 'x86_64', 'debian_amd64', 'deb', ['apt-get update', 'apt-get install curl']],
    ['rocky-9', 'aarch64', 'linux_arm64', 'rpm', []],
    ['sles-15', 'x86_64', 'linux_amd64', 'rpm', []],
  ] as const
).map(([on, machine, place, kind, before]) => ({
  layer: 'ssm-agent.sh',
  on,
  machine,
  changes: [
    ...before,
    `fetch https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/${place}/amazon-ssm-agent.${kind}`,
    `${kind === 'rpm' ? 'rpm' : 'apt-get install'} amazon-ssm-agent.${kind}`,
  ],
  always: ['systemctl enable amazon-ssm-agent'],
}));

const CODEDEPLOY: readonly GoodRun[] = (
  [
    ['al2', ['yum install ruby']],
    ['al2023', ['yum install ruby']],
    ['rhel-9', ['yum install ruby']],
    ['ubuntu-24.04', ['apt-get update', 'apt-get install curl gdebi-core ruby-full']],
  ] as const
).map(([on, before]) => ({
  layer: 'codedeploy-agent.sh',
  on,
  changes: [
    ...before,
    'fetch https://aws-codedeploy-eu-west-1.s3.eu-west-1.amazonaws.com/latest/install',
    'AWS_REGION=eu-west-1 ruby install auto',
  ],
  always: ['systemctl enable codedeploy-agent'],
}));

/** What stands for the runner's archive, and a release of it as GitHub's API tells it. */
const ARCHIVE = await archive([
  {
    path: 'bin/installdependencies.sh',
    content: Buffer.from('#!/bin/sh\necho installdependencies >>/calls\n'),
    executable: true,
  },
  { path: 'run.sh', content: Buffer.from('#!/bin/bash\n'), executable: true },
]);

function release(platform: string, content: Uint8Array = ARCHIVE): Record<string, string | Uint8Array> {
  const digest = createHash('sha256').update(ARCHIVE).digest('hex');
  const body = ['osx-x64', 'linux-x64', 'linux-arm64', 'linux-arm'].map(
    (one) =>
      `- actions-runner-${one}-2.400.0 <!-- BEGIN SHA ${one} -->${one === platform ? digest : '0'.repeat(64)}<!-- END SHA ${one} -->`,
  );
  return {
    latest: JSON.stringify({ tag_name: 'v2.400.0', name: 'v2.400.0', body: body.join('\r\n') }, null, 2),
    [`actions-runner-${platform}-2.400.0.tar.gz`]: content,
  };
}

const RUNNER: readonly GoodRun[] = (
  [
    ['al2023', 'aarch64', 'linux-arm64', 'dnf install krb5-libs libicu openssl-libs zlib'],
    ['rocky-9', 'x86_64', 'linux-x64', 'dnf install krb5-libs libicu openssl-libs zlib'],
    ['ubuntu-24.04', 'x86_64', 'linux-x64', 'installdependencies'],
    ['debian-12', 'aarch64', 'linux-arm64', 'installdependencies'],
  ] as const
).map(([on, machine, platform, dependencies]) => ({
  layer: 'github-runner.sh',
  on,
  machine,
  downloads: release(platform),
  changes: [
    'fetch https://api.github.com/repos/actions/runner/releases/latest',
    `fetch https://github.com/actions/runner/releases/download/v2.400.0/actions-runner-${platform}-2.400.0.tar.gz`,
    dependencies,
    'useradd bash actions-runner',
  ],
  always: [],
}));

const HAS_RUNNER = ['/opt/actions-runner/run.sh'];
const JIT_CONFIG = 'eyJhIjoiYiJ9==';

const START: readonly GoodRun[] = [
  {
    variables: { jit_config: JIT_CONFIG },
    runs:
      '--property=SuccessAction=poweroff --property=FailureAction=poweroff ' +
      '/bin/sh -c sleep 60 & /bin/bash /opt/actions-runner/run.sh; wait',
  },
  {
    variables: { jit_config: JIT_CONFIG, after_job: 'stay' },
    runs: '/bin/bash /opt/actions-runner/run.sh',
  },
].map(({ variables, runs }) => ({
  layer: 'github-runner-start.sh',
  on: 'al2023',
  has: HAS_RUNNER,
  variables,
  changes: [
    `systemd-run --collect --unit=actions-runner --property=User=actions-runner --property=WorkingDirectory=/opt/actions-runner --property=EnvironmentFile=FILE ${runs}`,
    `ACTIONS_RUNNER_INPUT_JITCONFIG=${JIT_CONFIG} 600`,
  ],
  always: [],
}));

const OTHERS: readonly GoodRun[] = [
  {
    layer: 'ssm-agent.sh',
    on: 'ubuntu-24.04',
    changes: [],
    always: ['systemctl enable snap.amazon-ssm-agent.amazon-ssm-agent'],
  },
  {
    layer: 'cloudwatch-agent.sh',
    on: 'sles-15',
    machine: 'aarch64',
    variables: { cloudwatch_config: '{"metrics":{}}' },
    changes: [
      'fetch https://amazoncloudwatch-agent-eu-west-1.s3.eu-west-1.amazonaws.com/suse/arm64/latest/amazon-cloudwatch-agent.rpm',
      'rpm amazon-cloudwatch-agent.rpm',
      'amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:FOLDER/ami-launch.json',
      '{"metrics":{}}',
    ],
    always: [],
  },
  ...START,
];

export const RUNS: readonly GoodRun[] = [
  ...DOCKER,
  ...CLOUDWATCH,
  ...SSM,
  ...CODEDEPLOY,
  ...RUNNER,
  ...OTHERS,
];

/** Runs that end badly, and with what word of the last line. */
export const FAILURES: readonly (MadeUpRun & { readonly fails: RegExp })[] = [
  {
    layer: 'github-runner-start.sh',
    on: 'al2023',
    variables: { jit_config: JIT_CONFIG },
    fails: /No runner in .* bake github-runner\.sh/,
  },
  {
    layer: 'github-runner-start.sh',
    on: 'al2023',
    has: HAS_RUNNER,
    variables: { jit_config: JIT_CONFIG, after_job: 'reboot' },
    fails: /after_job=reboot/,
  },
  { layer: 'docker.sh', on: 'gentoo', fails: /gentoo/ },
  { layer: 'cloudwatch-agent.sh', on: 'gentoo', fails: /gentoo/ },
  { layer: 'codedeploy-agent.sh', on: 'sles-15', fails: /sles/ },
  { layer: 'github-runner.sh', on: 'al2', fails: /al2023/ },
  {
    layer: 'github-runner.sh',
    on: 'al2023',
    downloads: { latest: '{"tag_name": "v2.400.0"}' },
    fails: /SHA-256/,
  },
  {
    layer: 'github-runner.sh',
    on: 'al2023',
    downloads: release('linux-x64', Buffer.from('another')),
    fails: /did NOT match/,
  },
];
