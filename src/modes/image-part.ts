import type { Image } from '@aws-sdk/client-ec2';
import { bake, type Baked } from '../bake/bake.js';
import { bakeFacts } from '../bake/facts.js';
import type { BakePlan } from '../bake/plan.js';
import type { WriteContext } from '../context.js';
import type { BaseImage } from '../image/resolve.js';
import type { Pipeline } from '../inputs/request.js';
import type { AfterImage } from './after-part.js';
import type { Plan } from './read-half.js';
import type { BakeFacts } from './result.js';

/** The image that is launched, and where it comes from. */
export interface ImagePart {
  readonly image: BaseImage;
  readonly imageSource: 'base' | 'reused' | 'baked';
  readonly bake: BakeFacts | undefined;
  /** What is to be handed on; undefined: nothing was baked. */
  readonly made: AfterImage | undefined;
}

/** Bakes what is missing, and sees to what is to be done with the image. Announces it as soon as it is there. */
export async function imagePart(plan: Plan, request: Pipeline, context: WriteContext): Promise<ImagePart> {
  if (plan.bake === undefined)
    return { image: plan.base, imageSource: 'base', bake: undefined, made: undefined };
  const found = reusedImage(plan.bake);
  const baked = found ? undefined : await bakeIt(plan, plan.bake, request, context);
  const image = found ?? (baked as Baked).image;
  const facts: BakeFacts = {
    ...bakeFacts(plan.bake),
    image: { id: image.id, name: image.name },
    took: baked?.took,
    builderId: baked?.builderId,
  };
  const imageSource = baked?.mine ? 'baked' : 'reused';
  context.announce({ amiId: image.id, imageSource, bake: facts });
  const shown = baked?.shown ?? plan.bake.start.shown;
  return {
    image,
    imageSource,
    bake: facts,
    made: shown && afterImage(plan.bake, shown, imageSource === 'reused'),
  };
}

/** As those need it to whom it is handed on. */
export function afterImage({ chain, lineage }: BakePlan, shown: Image, reused: boolean): AfterImage {
  const { ImageId: id = '', Name: name = '', Tags = [] } = shown;
  const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  return { id, name, fingerprint: chain.at(-1) ?? '', lineage, tags, reused };
}

function reusedImage({ passes, start }: BakePlan): BaseImage | undefined {
  return passes.length === 0 ? start.image : undefined;
}

function bakeIt(
  { forBuilder: launch, types }: Plan,
  plan: BakePlan,
  request: Pipeline,
  context: WriteContext,
): Promise<Baked> {
  return context.phase(`Bake ${plan.lineage}`, () => bake({ plan, request, launch, types }, context));
}
