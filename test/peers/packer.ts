/**
 * Packer bakes an image on the endpoint: another client that launches, waits, makes an image, tags and cleans up.
 * Without a communicator, as there is no machine behind the instance that it could log in to.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEndpoint, type Endpoint } from '../../src/endpoint/server.js';
import { cliAt, type Cli } from './aws-cli.js';
import type { Checks } from './check.js';
import { mustRun, runCommand } from './command.js';
import { ACCOUNT_ENV, REGION } from './sides.js';

/** Packer waits by the wall clock, seconds at a time. */
const SPEED = 10;

export async function packer({ check, say }: Checks): Promise<void> {
  say('\nPacker on the endpoint');
  if (!(await check('packer is installed', packerIsInstalled))) return;
  const endpoint = await startEndpoint({ speed: SPEED });
  try {
    const cli = cliAt(endpoint.url);
    if (!(await check('bakes an image of Amazon Linux 2023', () => bakes(endpoint)))) return;
    await check('which the AWS CLI finds available and tagged, its snapshot, too', () => isThere(cli));
    await check('and leaves no instance, key or security group behind', () => leavesNothing(cli));
  } finally {
    await endpoint.close();
  }
}

export async function packerIsInstalled(): Promise<void> {
  const { code } = await runCommand('packer', ['version']).catch(() => ({ code: null }));
  if (code !== 0) throw new Error("There is no packer. Install Debian's: apt-get install packer");
}

function template({ url }: Endpoint): object {
  return {
    builders: [
      {
        type: 'amazon-ebs',
        access_key: ACCOUNT_ENV.AWS_ACCESS_KEY_ID,
        secret_key: ACCOUNT_ENV.AWS_SECRET_ACCESS_KEY,
        region: REGION,
        custom_endpoint_ec2: url,
        skip_region_validation: true,
        skip_metadata_api_check: true,
        source_ami_filter: {
          filters: { name: 'al2023-ami-2*-x86_64', 'root-device-type': 'ebs', 'virtualization-type': 'hvm' },
          owners: ['amazon'],
          most_recent: true,
        },
        instance_type: 't3.micro',
        communicator: 'none',
        ami_name: 'golden-by-packer',
        ami_description: 'Made by Packer',
        tags: { Name: 'golden', by: 'packer' },
        snapshot_tags: { by: 'packer' },
      },
    ],
  };
}

async function bakes(endpoint: Endpoint): Promise<void> {
  const log = await bakeWithPacker(endpoint, { AWS_POLL_DELAY_SECONDS: '1' });
  assert.match(log, /us-east-1: ami-[0-9a-f]{17}/);
}

/** Returns its log; throws when it fails. */
export async function bakeWithPacker(
  endpoint: Endpoint,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-packer-'));
  try {
    writeFileSync(path.join(folder, 'template.json'), JSON.stringify(template(endpoint)));
    const env = {
      HOME: folder,
      CHECKPOINT_DISABLE: '1',
      PACKER_CACHE_DIR: path.join(folder, 'cache'),
      PACKER_CONFIG_DIR: folder,
      PACKER_PLUGIN_PATH: path.join(folder, 'plugins'),
      ...more,
    };
    return await mustRun('packer', ['build', '-color=false', 'template.json'], { env, cwd: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function isThere(cli: Cli): Promise<void> {
  const query = 'Images[].{state:State,name:Name,tags:Tags,snapshot:BlockDeviceMappings[0].Ebs.SnapshotId}';
  const [image] = (await cli.json('ec2', 'describe-images', '--owners', 'self', '--query', query)) as {
    state: string;
    name: string;
    tags: { Key: string; Value: string }[];
    snapshot: string;
  }[];
  assert.equal(image?.state, 'available');
  assert.equal(image.name, 'golden-by-packer');
  const tags = Object.fromEntries(image.tags.map(({ Key, Value }) => [Key, Value]));
  assert.deepEqual(tags, { Name: 'golden', by: 'packer' });
  const snapshots = [
    '--snapshot-ids',
    image.snapshot,
    '--query',
    'Snapshots[].[State,Tags[?Key==`by`].Value|[0]]',
  ];
  assert.deepEqual(await cli.json('ec2', 'describe-snapshots', ...snapshots), [['completed', 'packer']]);
}

async function leavesNothing(cli: Cli): Promise<void> {
  const states = await cli.json(
    'ec2',
    'describe-instances',
    '--query',
    'Reservations[].Instances[].State.Name',
  );
  assert.deepEqual(states, ['terminated']);
  assert.deepEqual(await cli.json('ec2', 'describe-key-pairs', '--query', 'KeyPairs'), []);
  const groups = await cli.json('ec2', 'describe-security-groups', '--query', 'SecurityGroups[].GroupName');
  assert.deepEqual(groups, ['default']);
}
