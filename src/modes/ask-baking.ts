import { findCopy } from '../after/look.js';
import { permissionOf } from '../after/target.js';
import { type DryRun, type Verdict, verdictOf } from '../aws/dry-run.js';
import { isAwsFailure } from '../aws/errors.js';
import type { Call } from '../aws/permissions.js';
import { runTag, TAG, tagSpecifications } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import type { Pipeline } from '../inputs/request.js';
import { NO_IMAGE, NO_INSTANCE, NO_SNAPSHOT, NOT_ASKED, onNone } from './ask.js';
import { afterImage } from './image-part.js';
import type { Answer } from './permissions.js';
import type { Plan } from './read-half.js';

type Question = readonly [Call, Promise<Verdict>];

/**
 * Asks about all that is still to be done for the image: nothing that is baked already is asked about.
 *
 * @param plan undefined where none could be made: all is asked about then that could have to be done
 */
export async function askBaking(
  request: Pipeline,
  plan: Plan | undefined,
  context: ReadContext,
): Promise<Answer[]> {
  if (request.bake.layers.length === 0) return [];
  const [home, ...copies] = await placesOf(request, plan, context);
  const toBake = isToBake(plan);
  const questions = [
    ...(toBake ? baking(request, plan, context) : []),
    ...copies.filter(({ there }) => !there).flatMap((place) => copying(place, context)),
    ...[home, ...copies].flatMap((place) => handingOn(request, place, context)),
    ...(request.bake.after.keepImages === undefined ? [] : retiring(home, context)),
  ];
  const answers = await Promise.all(questions.map(async ([call, asked]) => answersOf(call, await asked)));
  return answers.flat();
}

const isToBake = (plan: Plan | undefined): boolean => plan?.bake === undefined || plan.bake.passes.length > 0;

/** AWS names one action at a time: what else a refused call needs stays in doubt. */
function answersOf(call: Call, verdict: Verdict): Answer[] {
  const rest: Answer[] = verdict.kind === 'denied' ? [{ call, verdict: NOT_ASKED }] : [];
  return [{ call, verdict }, ...rest];
}

/** A region in which the image is, or will be. */
interface Place {
  readonly region: string;
  readonly home: string;
  readonly dryRun: DryRun;
  /** It is there already. */
  readonly there: boolean;
}

async function placesOf(
  { bake: { after } }: Pipeline,
  plan: Plan | undefined,
  context: ReadContext,
): Promise<[Place, ...Place[]]> {
  const home = await context.region();
  const { shown } = plan?.bake?.start ?? {};
  const image = plan?.bake && shown && !isToBake(plan) ? afterImage(plan.bake, shown, true) : undefined;
  const copies = after.copies.map(async ({ region }) => {
    const { dryRun, ec2 } = context.at(region);
    const copy = image && (await findCopy(image, ec2).catch(noneIfRefused));
    return { region, home, dryRun, there: copy !== undefined };
  });
  return [
    { region: home, home, dryRun: context.dryRun, there: image !== undefined },
    ...(await Promise.all(copies)),
  ];
}

/** Whoever may not look for a copy has been told so already. */
function noneIfRefused(thrown: unknown): undefined {
  if (!isAwsFailure(thrown, 'permission')) throw thrown;
}

/** What an image is tagged with once it is there. */
const LATER = [{ Key: TAG.bakeTimes, Value: 'builder=1 imaging=1' }];

/** The calls for the builder, beside those that every instance needs, and for its image. */
function baking({ bake }: Pipeline, plan: Plan | undefined, context: ReadContext): Question[] {
  const { dryRun } = context;
  const passes = plan?.bake?.passes.length ?? (bake.layerImages === 'last' ? 1 : bake.layers.length);
  return [
    [
      'CreateImage',
      onNone(
        dryRun('CreateImage', {
          InstanceId: NO_INSTANCE,
          Name: 'ami-launch-plan',
          ...tagged(context),
        } as never),
      ),
    ],
    ['CreateTags', onNone(dryRun('CreateTags', { Resources: [NO_IMAGE], Tags: LATER }))],
    ['ModifyImageAttribute', onImage('ModifyImageAttribute', { ImdsSupport: { Value: 'v2.0' } }, dryRun)],
    ...(passes < 2
      ? []
      : ([
          [
            'ModifyInstanceAttribute',
            onNone(
              dryRun('ModifyInstanceAttribute', {
                InstanceId: NO_INSTANCE,
                UserData: { Value: new Uint8Array() },
              }),
            ),
          ],
          ['StartInstances', onNone(dryRun('StartInstances', { InstanceIds: [NO_INSTANCE] }))],
        ] satisfies Question[])),
    // What a run leaves that fails in the middle.
    ...removing(dryRun),
    ['DescribeSnapshots', dryRun('DescribeSnapshots', {})],
  ];
}

function tagged({ run }: ReadContext) {
  return { TagSpecifications: tagSpecifications(['image', 'snapshot'], { [TAG.run]: runTag(run) }) };
}

type OnImage =
  'ModifyImageAttribute' | 'EnableImageDeprecation' | 'DescribeImageAttribute' | 'DeregisterImage';

function onImage(name: OnImage, input: object, dryRun: DryRun): Promise<Verdict> {
  return onNone(dryRun(name, { ImageId: NO_IMAGE, ...input }));
}

function removing(dryRun: DryRun): Question[] {
  return [
    ['DeregisterImage', onImage('DeregisterImage', {}, dryRun)],
    ['DeleteSnapshot', onNone(dryRun('DeleteSnapshot', { SnapshotId: NO_SNAPSHOT }))],
  ];
}

function copying({ home, dryRun }: Place, context: ReadContext): Question[] {
  const input = { SourceImageId: NO_IMAGE, SourceRegion: home, Name: 'ami-launch-plan', ...tagged(context) };
  return [['CopyImage', dryRun('CopyImage', input)]];
}

/** In a year, which is never past. */
const LATER_MS = 365 * 86_400_000;

function handingOn(
  { bake: { kmsKeyId, after } }: Pipeline,
  { there, dryRun }: Place,
  { clock }: ReadContext,
): Question[] {
  const { shareWith, publishParameter, deprecateAfterDays } = after;
  const questions: Question[] = [];
  if (shareWith.length > 0) {
    const LaunchPermission = { Add: shareWith.map(permissionOf) };
    questions.push(['ModifyImageAttribute', onImage('ModifyImageAttribute', { LaunchPermission }, dryRun)]);
    questions.push(['DescribeSnapshots', dryRun('DescribeSnapshots', {})]);
    if (there)
      questions.push([
        'DescribeImageAttribute',
        onImage('DescribeImageAttribute', { Attribute: 'launchPermission' }, dryRun),
      ]);
    if (shareWith.some(({ kind }) => kind === 'account') && kmsKeyId !== undefined)
      questions.push(['CreateGrant', Promise.resolve(NOT_ASKED)]);
  }
  if (deprecateAfterDays !== undefined) {
    const DeprecateAt = new Date(clock.now() + LATER_MS);
    questions.push(['EnableImageDeprecation', onImage('EnableImageDeprecation', { DeprecateAt }, dryRun)]);
  }
  if (publishParameter !== undefined) questions.push(['PutParameter', Promise.resolve(NOT_ASKED)]);
  return questions;
}

/** What is looked at before an older image goes, in the region of the run alone, and its going. */
function retiring({ dryRun }: Place, { autoscaling }: ReadContext): Question[] {
  return [
    ['DescribeImageReferences', dryRun('DescribeImageReferences', { ImageIds: [NO_IMAGE] })],
    ['DescribeLaunchTemplateVersions', dryRun('DescribeLaunchTemplateVersions', { Versions: ['$Latest'] })],
    ['DescribeAutoScalingGroups', verdictOf(autoscaling('DescribeAutoScalingGroups', { MaxRecords: 1 }))],
    [
      'DescribeLaunchConfigurations',
      verdictOf(autoscaling('DescribeLaunchConfigurations', { MaxRecords: 1 })),
    ],
    ['DescribeImageAttribute', onImage('DescribeImageAttribute', { Attribute: 'launchPermission' }, dryRun)],
    ...removing(dryRun),
  ];
}
