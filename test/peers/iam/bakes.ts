/** Runs of the mode bake that together use all inputs on which its calls depend. */
import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { baked } from '../../support/baked.js';
import type { Job, StepEnd } from '../../support/runner.js';
import {
  everythingNamed,
  goldenParameter,
  type Inputs,
  launchTemplate,
  STAGED,
  stagingBucket,
} from './prepare.js';
import type { Run } from './runs.js';
import { REGION, type Stage } from './stage.js';

const BAKE = { bake: 'bake/one.sh' };
const OTHER_REGION = 'us-east-1';

export const HANDED_ON = {
  'copy-to-regions': OTHER_REGION,
  'share-with': '210987654321',
  'kms-key-id': 'alias/images',
  'publish-parameter': '/golden/baked',
  'deprecate-after-days': '90',
  'keep-images': '1',
};

const allNamed = async (stage: Stage): Promise<Inputs> => ({
  // A builder gets no key pair.
  ...{ ...(await everythingNamed(stage)), 'key-name': '' },
  ...(await goldenParameter(stage)),
  ...(await launchTemplate(stage)),
});

/** A key of the account's own in each region, and older images of the lineage. */
export async function keysAndOldImages({ control, options }: Stage): Promise<Inputs> {
  for (const region of [REGION, OTHER_REGION]) {
    const kms = new KMSClient(options(region));
    const { KeyMetadata: { KeyId } = {} } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/images', TargetKeyId: KeyId ?? '' }));
    kms.destroy();
  }
  control.images.add([baked(20), baked(21)], REGION);
  return {};
}

async function bakedBefore(_stage: Stage, job: Job): Promise<Inputs> {
  await job.run({ mode: 'bake', ...BAKE });
  return {};
}

/** Killed while EC2 images; then somebody retires the image and leaves its snapshots. */
async function killed(stage: Stage, job: Job, inputs: Inputs): Promise<StepEnd> {
  const { control, ec2 } = stage;
  const step = job.start(inputs);
  const stop = control.onRequest((moment, { action }) => {
    if (moment === 'after' && action === 'CreateImage') step.kill('SIGKILL');
  });
  const end = await step.ended;
  stop();
  control.skip(5);
  const image = control.world().regions[REGION]?.images.find(({ state }) => state === 'pending');
  // Under the policy of the run, too: where that does not let it, post has the image to retire.
  await ec2.send(new DeregisterImageCommand({ ImageId: image?.id ?? '' })).catch(() => undefined);
  return end;
}

async function failing({ control }: Stage): Promise<Inputs> {
  control.instances.outcome({ kind: 'layer-failed', layer: 'bake/two.sh', exitCode: 1 });
  return Promise.resolve({});
}

export const BAKES: readonly Run[] = [
  { name: 'everything named', inputs: { ...BAKE, 'iam-instance-profile': 'web' }, prepare: allNamed },
  {
    name: 'several images, by staged user data',
    inputs: {
      bake: `bake/one.sh\n${STAGED.app}`,
      'layer-images': 'each',
      'staging-bucket': STAGED['staging-bucket'],
    },
    prepare: stagingBucket,
  },
  { name: 'handed on', inputs: { ...BAKE, ...HANDED_ON }, prepare: keysAndOldImages },
  { name: 'reused, and copied', inputs: { ...BAKE, 'copy-to-regions': OTHER_REGION }, prepare: bakedBefore },
  {
    name: 'a layer that fails',
    inputs: { bake: 'bake/one.sh\nbake/two.sh' },
    prepare: failing,
    fails: true as const,
  },
  { name: 'killed while it images', inputs: BAKE, main: killed, fails: true as const },
].map((run) => ({ ...run, mode: 'bake' as const }));
