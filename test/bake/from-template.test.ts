/** What a builder has from a launch template, and so what of that makes another image. */
import { describe, expect, test } from '@jest/globals';
import { withTemplate } from '../../src/bake/from-template.js';
import type { BaseImage } from '../../src/image/resolve.js';
import type { CompletedLaunch, Template } from '../../src/instances/template.js';

const BASE = { volumes: [{ device: '/dev/xvda', gib: 8, root: true }] } as unknown as BaseImage;
const LAUNCH = { subnetIds: [], securityGroupIds: [] } as unknown as CompletedLaunch;

function volume(Ebs: object) {
  const data = { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }] };
  const { volumeGiB, volumeType } = withTemplate(LAUNCH, { data } as Template, BASE);
  return { volumeGiB, volumeType };
}

describe('the root volume of a template', () => {
  test('counts where it is another one than without the template', () => {
    expect(volume({ VolumeSize: 30, VolumeType: 'gp2' })).toEqual({ volumeGiB: 30, volumeType: 'gp2' });
  });

  test('does not where it is the same: a version that a roll-out made is no reason to bake again', () => {
    expect(volume({ VolumeSize: 8, VolumeType: 'gp3', Encrypted: true })).toEqual({
      volumeGiB: undefined,
      volumeType: undefined,
    });
  });
});
