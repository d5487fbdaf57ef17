/** The table of base images: each alias leads to the image that it means, and to no other. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import { ALIASES, aliasNames, aliasOf, type Architecture } from '../../src/image/aliases.js';
import { type BaseImage, resolveBase } from '../../src/image/resolve.js';
import { findCandidates } from '../../src/image/sources.js';
import { baseImage } from '../../src/inputs/own-grammar.js';
import { everyImage, NAME_FORMS, nameFits, nameForm } from '../support/image-names.js';
import { readContext } from '../support/read-context.js';
import { FOUND_BY_NAME, REAL_NAMES } from './real-names.js';

const TYPES: Readonly<Record<Architecture, string>> = { x86_64: 't3.micro', arm64: 't4g.micro' };

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint({ settings: { throttle: 'off' } });
});
afterAll(() => endpoint.close());

async function resolve(alias: string, architecture: Architecture, region?: string): Promise<BaseImage> {
  const needs = {
    source: { kind: 'alias', alias } as const,
    architecture: undefined,
    instanceTypes: [TYPES[architecture]],
    maxAgeDays: undefined,
  };
  return (await resolveBase(needs, readContext(endpoint.url, region))).image;
}

describe('every alias', () => {
  test('has a form of names here, and is one that the input takes', () => {
    expect(Object.keys(NAME_FORMS)).toEqual(Object.keys(ALIASES));
    for (const name of aliasNames()) expect(v.is(baseImage(), name)).toBe(true);
  });

  test.each(everyImage())('%s for %s is the image that it means', async (alias, architecture) => {
    const image = await resolve(alias, architecture);

    expect(image.name).toMatch(new RegExp(asPattern(nameForm(alias, architecture))));
    const { publisher, os, agent } = aliasOf(alias)!;
    expect(image).toMatchObject({ source: alias, architecture, publisher, os, agent });
    expect(image.ageDays).toBeLessThan(14);
    expect(image.deprecated).toBeDefined();
  });

  test('takes three calls at most, two of them at once, and two where only names tell', async () => {
    const count = async (alias: string) => {
      const before = endpoint.control.record().length;
      await resolve(alias, 'arm64');
      return endpoint.control
        .record()
        .slice(before)
        .map(({ action }) => action)
        .sort();
    };
    expect(await count('ubuntu-26.04')).toEqual(['DescribeImages', 'DescribeInstanceTypes', 'GetParameters']);
    expect(await count('rhel-10')).toEqual(['DescribeImages', 'DescribeInstanceTypes']);
  });
});

/** A glob as jest shows it when it does not match. */
function asPattern(glob: string): string {
  return `^${glob
    .replace(/[.+()]/g, '\\$&')
    .replaceAll('?', '.')
    .replaceAll('*', '.*')}$`;
}

describe("the publishers' real names", () => {
  test.each(REAL_NAMES)('%s for %s may be %s: %p', (alias, architecture, name, fits) => {
    expect(nameFits(alias, architecture, name)).toBe(fits);
  });

  test.each(FOUND_BY_NAME)(
    'a search for %s for %s finds those that it means',
    async (alias, architecture, { owner, found, passedOver }) => {
      const region = 'ap-south-1';
      for (const name of [...found, ...passedOver])
        endpoint.control.images.publish({ region, name, owner, architecture });

      const candidates = await findCandidates(
        { kind: 'alias', alias },
        Promise.resolve(architecture),
        readContext(endpoint.url, region),
      );

      const names = 'images' in candidates ? candidates.images.map(({ Name }) => Name) : [];
      expect(names).toEqual(expect.arrayContaining([...found]));
      for (const name of passedOver) expect(names).not.toContain(name);
    },
  );
});

describe('of several images that are found by name', () => {
  const publish = (region: string, name: string, ageDays: number, more: object = {}) =>
    endpoint.control.images.publish({ region, name, owner: '309956199498', ageDays, ...more });

  test('the highest minor release is taken, though a lower one was built anew later', async () => {
    publish('eu-west-2', 'RHEL-9.10.0_HVM-20270601-x86_64-0-Hourly2-GP3', 9);
    publish('eu-west-2', 'RHEL-9.6.0_HVM-20270608-x86_64-0-Hourly2-GP3', 1);

    expect((await resolve('rhel-9', 'x86_64', 'eu-west-2')).name).toContain('RHEL-9.10.0_HVM-20270601');
  });

  test('of one minor release the newest build that can be launched', async () => {
    publish('eu-west-3', 'RHEL-9.10.0_HVM-20270601-x86_64-0-Hourly2-GP3', 9);
    publish('eu-west-3', 'RHEL-9.10.0_HVM-20270605-x86_64-0-Hourly2-GP3', 5);
    publish('eu-west-3', 'RHEL-9.10.0_HVM-20270609-x86_64-0-Hourly2-GP3', 1, { state: 'pending' });

    expect((await resolve('rhel-9', 'x86_64', 'eu-west-3')).name).toContain('20270605');
  });

  test('none whose name says that it is a beta', async () => {
    publish('ap-south-1', 'RHEL-9.11.0_HVM-20270601-x86_64-0-Beta-Hourly2-GP3', 1);

    expect((await resolve('rhel-9', 'x86_64', 'ap-south-1')).name).not.toContain('RHEL-9.11');
  });

  test("in GovCloud and China it is looked for among Red Hat's images there", async () => {
    for (const [region, owner] of [
      ['us-gov-west-1', '219670896067'],
      ['cn-north-1', '841258680906'],
    ] as const) {
      const id = publish(region, 'RHEL-9.4.0_HVM-20250917-x86_64-0-Hourly2-GP3', 3, { owner });

      expect(await resolve('rhel-9', 'x86_64', region)).toMatchObject({ id, publisher: 'Red Hat' });
    }
  });
});

describe('an alias that leads nowhere', () => {
  test('is not published for the architecture', async () => {
    await expect(resolve('ecs-al2023-gpu', 'arm64')).rejects.toMatchObject({
      id: 'base-image-not-found',
      message: 'Amazon Linux 2023 for ECS with NVIDIA GPUs is not published for arm64.',
    });
  });

  test('has a version that there is no image for: the parameter is told', async () => {
    await expect(resolve('bottlerocket-eks-1.99-nvidia', 'arm64')).rejects.toMatchObject({
      message:
        'bottlerocket-eks-1.99-nvidia is not published in eu-west-1: there is no SSM parameter /aws/service/bottlerocket/aws-k8s-1.99-nvidia/arm64/latest/image_id.',
    });
  });

  test('has no image of its name in the region: owner and name are told', async () => {
    await expect(resolve('rhel-9', 'arm64', 'cn-northwest-1')).rejects.toMatchObject({
      message:
        'rhel-9 is not published in cn-northwest-1: no image of the account 841258680906 is named RHEL-9.*_HVM-*-arm64-*-Hourly2-GP3.',
    });
  });
});

describe('an alias that nobody knows', () => {
  const told = (given: string) => {
    const result = v.safeParse(baseImage(), given);
    return result.success ? '' : result.issues[0].message;
  };

  test.each([
    ['ubunto-24.04', 'Did you mean ubuntu-24.04?'],
    ['windows-2022-cor', 'Did you mean windows-2022-core?'],
    ['almalinux9', 'Did you mean almalinux-9?'],
    [
      'eks-al2023-133',
      'eks-al2023-<version>, where <version> is the Kubernetes version, such as eks-al2023-1.33',
    ],
    ['eks-al2023-133', 'Did you mean eks-al2023-1.33?'],
    ['RHEL-9', 'Did you mean rhel-9?'],
    ['EKS-AL2023-1.47', 'Did you mean eks-al2023-1.47?'],
    ['ubuntu-24', 'Did you mean ubuntu-24.04 or ubuntu-24.04-minimal?'],
    [
      'ubuntu-latest',
      'Did you mean ubuntu-26.04, ubuntu-26.04-minimal, ubuntu-24.04, ubuntu-24.04-minimal, ubuntu-22.04 or',
    ],
    ['windows', 'Did you mean windows-2025, windows-2025-core, windows-2022, '],
    ['alma-9', 'Did you mean almalinux-10 or almalinux-9?'],
    [
      'eks-al2023',
      'Did you mean eks-al2023-<version>, eks-al2023-<version>-nvidia or eks-al2023-<version>-neuron?',
    ],
    ['bottlerocket-eks-1.34-nvida', 'Did you mean bottlerocket-eks-1.34-nvidia?'],
    ['eks-al2023-<version>', 'where <version> is the Kubernetes version'],
    [
      'al2023-kernel-5.10',
      'where <version> is the kernel line, such as al2023-kernel-6.1, al2023-kernel-6.12',
    ],
  ])('%s: %s', (given, part) => {
    expect(told(given)).toContain(part);
  });

  test('that only lacks its version is told no other', () => {
    expect(told('eks-al2023-')).toBe(
      'eks-al2023-<version>, where <version> is the Kubernetes version, such as eks-al2023-1.33, eks-al2023-1.34, eks-al2023-1.35',
    );
  });

  test('is told one of each family, not all of them', () => {
    expect(told('solaris')).toBe(
      'an alias (al2023, ecs-al2023, eks-al2023-<version>, bottlerocket-ecs-<version>, bottlerocket-eks-<version>, ubuntu-26.04, debian-13, rhel-10, sles-16, rocky-10, almalinux-10, windows-2025 and their like: the README has them all), ami-…, ssm:/path, name:OWNER/GLOB or lock:FILE',
    );
  });
});
