/**
 * The table of base images beside moto, which brings lists of the real parameters (of Amazon Linux and ECS) and of
 * real images of its own time. Where it has neither, the reason stands here.
 */
import assert from 'node:assert/strict';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { aliasOf, type Architecture } from '../../src/image/aliases.js';
import { resolveBase } from '../../src/image/resolve.js';
import { everyImage, nameFits, nameForm } from '../support/image-names.js';
import { readContext } from '../support/read-context.js';
import type { Checks } from './check.js';
import { type Moto, resetMoto } from './moto.js';
import { REGION } from './sides.js';

type Named = [alias: string, architecture: Architecture];

const TYPES: Readonly<Record<Architecture, string>> = { x86_64: 't3.micro', arm64: 't4g.micro' };

/** The folders of parameters that moto has from AWS. */
const REAL_PARAMETERS = /^\/aws\/service\/(ami-amazon-linux-latest|ecs\/optimized-ami)\//;

interface Form {
  readonly alias: string;
  readonly owner: string;
  /** moto's images are older than any release that we name: the same form with their release in it. */
  readonly release?: readonly [ours: string, theirs: string];
}

const REAL_NAMES: readonly Form[] = [
  { alias: 'windows-2016', owner: '801119661308' },
  { alias: 'ubuntu-22.04', owner: '099720109477', release: ['jammy-22.04', 'xenial-16.04'] },
  { alias: 'sles-15', owner: '013907871322', release: ['15-sp7', '12-sp3'] },
];

/** What moto cannot confirm, by the alias's first letters. */
const LACKING: Readonly<Record<string, string>> = {
  eks: 'no parameters of EKS, and one image with a name of its own making (amazon-eks-node-linux)',
  bottlerocket: 'neither its parameters nor its images',
  debian: 'neither its parameters nor its images',
  rhel: 'no image but one of RHEL 7.4, with a name of 2017 (HVM_GA, GP2) that must not be found',
  rocky: 'none of its images',
  almalinux: 'none of its images',
};

export async function aliases({ check, say }: Checks, moto: Moto): Promise<void> {
  say("\nThe base images beside moto's lists of real ones");
  await resetMoto(moto);
  const before = process.env;
  process.env = { ...before };
  try {
    for (const named of everyImage().filter(hasRealParameter))
      await check(`${named.join(' for ')} is the real image of its name`, () => resolvesOn(moto, named));
    for (const form of REAL_NAMES) await check(`names as of ${form.alias}`, () => namesOn(moto, form));
    for (const named of everyImage().filter(isFoundByName))
      await check(`${named.join(' for ')}: nothing of another release is found`, () =>
        findsNothing(moto, named),
      );
    await check('every family is tried, or it is said why not', nothingForgotten);
    for (const [family, what] of Object.entries(LACKING))
      say(`        (not tried: ${family}: moto has ${what})`);
  } finally {
    process.env = before;
  }
}

function hasRealParameter([alias, architecture]: Named): boolean {
  const where = aliasOf(alias)?.images[architecture];
  return where !== undefined && 'parameter' in where && REAL_PARAMETERS.test(where.parameter);
}

function isFoundByName([alias, architecture]: Named): boolean {
  return 'glob' in (aliasOf(alias)?.images[architecture] ?? {});
}

async function resolveOn({ url }: Moto, [alias, architecture]: Named) {
  const needs = { architecture: undefined, instanceTypes: [TYPES[architecture]], maxAgeDays: undefined };
  const source = { kind: 'alias', alias } as const;
  return (await resolveBase({ ...needs, source }, readContext(url, REGION))).image;
}

/** The parameter is among the real ones, and the image that it names has the name that the alias means. */
async function resolvesOn(moto: Moto, named: Named): Promise<void> {
  const { name, publisher, architecture } = await resolveOn(moto, named);
  assert.ok(nameFits(...named, name), `${name} is no name of the form ${nameForm(...named)}`);
  assert.deepEqual({ publisher, architecture }, { publisher: 'Amazon', architecture: named[1] });
}

async function namesOn({ url }: Moto, { alias, owner, release = ['', ''] }: Form): Promise<void> {
  const form = nameForm(alias, 'x86_64').replace(...release);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const ec2 = new EC2Client({ endpoint: url, region: REGION, credentials });
  const Filters = [{ Name: 'name', Values: [form] }];
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: [owner], Filters }));
  ec2.destroy();
  assert.equal(Images.length, 1, `${form} finds ${JSON.stringify(Images.map(({ Name }) => Name))}`);
}

async function findsNothing(moto: Moto, named: Named): Promise<void> {
  await assert.rejects(resolveOn(moto, named), /is not published in us-east-1: no image of the account/);
}

function nothingForgotten(): void {
  const tried = everyImage()
    .filter(hasRealParameter)
    .map(([alias]) => alias);
  const families = [...tried, ...REAL_NAMES.map(({ alias }) => alias), ...Object.keys(LACKING)].map(familyOf);
  const forgotten = everyImage().filter(([alias]) => !families.includes(familyOf(alias)));
  assert.deepEqual(forgotten, []);
}

/** `ubuntu` of `ubuntu-24.04-minimal`. */
function familyOf(alias: string): string {
  return /^[a-z]+/.exec(alias)?.[0] ?? alias;
}
