/** What a version of a group's launch template says, and when two are the same. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { descriptionOf, versionData, versionInput, type VersionSpec } from '../../src/rollout/version.js';
import type { Template } from '../../src/instances/template.js';
import { IMAGE, LAUNCH } from '../support/spec.js';

const RUN = 'octo/web/1/1';
const WANTED: VersionSpec = {
  spec: {
    launch: LAUNCH,
    image: IMAGE,
    userData: Buffer.from('#!/bin/sh\n'),
    tags: { team: 'web' },
    runName: 'web',
    template: undefined,
  },
  instanceType: undefined,
  spot: false,
};
const but = (spec: Partial<VersionSpec['spec']>, more: Partial<VersionSpec> = {}): VersionSpec => ({
  ...WANTED,
  ...more,
  spec: { ...WANTED.spec, ...spec },
});

describe('the description of a version', () => {
  test('fits, and is the same for the same wishes, in whatever order the tags come', () => {
    const tags = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 5 });
    fc.assert(
      fc.property(tags, fc.uint8Array(), (given, userData) => {
        const turned = Object.fromEntries(Object.entries(given).reverse());
        const description = descriptionOf(but({ tags: given, userData }));
        expect(descriptionOf(but({ tags: turned, userData: Uint8Array.from(userData) }))).toBe(description);
        expect(description).toMatch(/^ami-launch [0-9a-f]{64}$/);
      }),
    );
  });

  test.each<[string, VersionSpec]>([
    ['another image', but({ image: { ...IMAGE, id: 'ami-2' } })],
    ['other user data', but({ userData: Buffer.from('#!/bin/sh\n\n') })],
    ['no user data', but({ userData: undefined })],
    ['another tag', but({ tags: { team: 'shop' } })],
    ['another name', but({ runName: 'shop' })],
    ['another profile', but({ launch: { ...LAUNCH, instanceProfile: 'shop' } })],
    ['another size', but({ launch: { ...LAUNCH, volumeGiB: 99 } })],
    ['other groups', but({ launch: { ...LAUNCH, securityGroupIds: ['sg-9'] } })],
    ['another type', but({}, { instanceType: 't3.large' })],
    ['spot', but({}, { spot: true })],
  ])('is another one with %s', (_what, wanted) => {
    expect(descriptionOf(wanted)).not.toBe(descriptionOf(WANTED));
  });
});

describe('what a version is laid over', () => {
  const BASIS = { id: 'lt-1', name: 'web', version: 3, description: 'by hand', data: { KeyName: 'ops' } };
  const over = (template: Template) => versionInput(but({ template, userData: undefined }), 'lt-1', RUN);

  test('is a version of somebody else, and stays that, whatever ours are in between', () => {
    expect(over(BASIS)).toMatchObject({ SourceVersion: '3' });
    expect(over(BASIS).VersionDescription).toMatch(/^ami-launch [0-9a-f]{64} over 3$/);
  });

  test('is nothing where the template is ours', () => {
    const input = versionInput(WANTED, 'lt-1', RUN);
    expect(input).not.toHaveProperty('SourceVersion');
    expect(input.VersionDescription).not.toContain('over');
  });

  test('is one of ours only where that is gone: all but our user data is told anew', () => {
    const ours = { ...BASIS, version: 4, description: `ami-launch ${'a'.repeat(64)} over 3` };
    const input = over({ ...ours, data: { KeyName: 'ops', UserData: 'IyEK' } });
    expect(input).not.toHaveProperty('SourceVersion');
    expect(input.LaunchTemplateData).toMatchObject({ KeyName: 'ops' });
    expect(input.LaunchTemplateData).not.toHaveProperty('UserData');
    expect(input.VersionDescription).toBe(over(BASIS).VersionDescription);
  });
});

describe('the data of a version', () => {
  test('says what a launch would, but not where, how many, and whether they may be ended', () => {
    const data = versionData(WANTED, RUN);
    expect(Object.keys(data).sort()).toEqual([
      'BlockDeviceMappings',
      'ImageId',
      'MetadataOptions',
      'SecurityGroupIds',
      'TagSpecifications',
      'UserData',
    ]);
    expect(data).toMatchObject({
      ImageId: IMAGE.id,
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true } }, { Ebs: { Encrypted: true } }],
    });
  });

  test('tells by whose run it was made, so that a policy can let that run read the consoles', () => {
    const [{ Tags } = {}] = versionData(WANTED, RUN).TagSpecifications ?? [];
    expect(Tags).toContainEqual({ Key: 'ami-launch:run', Value: RUN });
    expect(Tags).toContainEqual({ Key: 'team', Value: 'web' });
  });

  test('names a type only where one is asked for: the group or its template has its own', () => {
    expect(versionData(WANTED, RUN)).not.toHaveProperty('InstanceType');
    expect(versionData(but({}, { instanceType: 't3.large' }), RUN)).toMatchObject({
      InstanceType: 't3.large',
    });
  });
});
