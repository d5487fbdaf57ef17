import type * as Kms from '@aws-sdk/client-kms';
import { baked } from '../../support/baked.js';
import { inRegion, type Scenario, unless } from '../scenario.js';
import { BUCKET, OTHER_REGION, REGION, type Stage } from '../stage.js';
import { BIG, SMALL } from './shared.js';

/** One image, of one layer. */
export const bake: Scenario = {
  files: { 'small.sh': SMALL },
  most: 1,
  setUp: () => Promise.resolve({ mode: 'bake', bake: 'small.sh', 'bake-timeout': '5m' }),
  right(end, now) {
    const images = whole(now, REGION);
    return unless(
      images.length === 1 && images[0]?.id === end.outputs['baked-ami-id'],
      `${images.length} images, and not just the one that was named`,
    );
  },
};

/** Every call that a bake can make: two images, staged user data, a copy, shares, a parameter, an end of its own, older images that go. */
export const bakeAll: Scenario = {
  files: { 'small.sh': SMALL, 'big.sh': BIG },
  most: 1,
  async setUp(stage) {
    await keys(stage);
    stage.control.images.add([baked(20), baked(21), baked(22)], REGION);
    return {
      mode: 'bake',
      bake: 'small.sh\nbig.sh',
      'layer-images': 'each',
      'staging-bucket': BUCKET,
      'copy-to-regions': OTHER_REGION,
      'share-with': '210987654321',
      'kms-key-id': 'alias/images',
      'publish-parameter': '/golden/web',
      'deprecate-after-days': '90',
      'keep-images': '2',
      'bake-timeout': '5m',
    };
  },
  removes(before) {
    const { images, snapshots } = inRegion(before, REGION);
    return [...images, ...snapshots].map(({ id }) => id);
  },
  right(end, now) {
    const [here, there] = [inRegion(now, REGION), inRegion(now, OTHER_REGION)];
    const made = whole(now, REGION).filter(({ tags }) => 'ami-launch:step' in tags);
    const copies = whole(now, OTHER_REGION);
    const id = end.outputs['baked-ami-id'];
    return [
      ...unless(made.length === 2 && made.some((one) => one.id === id), `${made.length} images, not two`),
      ...unless(here.parameters['/golden/web'] === id, 'the parameter does not hold the image'),
      ...unless(copies.length === 1, `${copies.length} copies, not one`),
      ...unless(there.parameters['/golden/web'] === copies[0]?.id, 'the parameter does not hold the copy'),
    ];
  },
  prune: { 'staging-bucket': BUCKET },
};

function whole(now: Parameters<Scenario['right']>[1], region: string) {
  return inRegion(now, region).images.filter(({ state }) => state === 'available');
}

/** A key of the account's own in each region: an image under AWS's own cannot be shared. */
async function keys({ endpoint: { url } }: Stage): Promise<void> {
  const sdk: typeof Kms = await import('@aws-sdk/client-kms');
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  for (const region of [REGION, OTHER_REGION]) {
    const kms = new sdk.KMSClient({ endpoint: url, region, credentials });
    const { KeyMetadata: { KeyId } = {} } = await kms.send(new sdk.CreateKeyCommand({}));
    await kms.send(new sdk.CreateAliasCommand({ AliasName: 'alias/images', TargetKeyId: KeyId ?? '' }));
    kms.destroy();
  }
}
