import type { Instance, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../aws/errors.js';
import { runTag, TAG, tagOf } from '../aws/tags.js';
import { clientToken } from '../aws/token.js';
import type { ReadContext, WriteContext } from '../context.js';
import type { Pipeline } from '../inputs/request.js';
import { leadsOn, noCapacity, type PassedOver } from '../instances/launch.js';
import { type Place, placeName, places } from '../instances/placement.js';
import { runInstancesInput } from '../instances/spec.js';
import type { CompletedLaunch } from '../instances/template.js';
import type { InstanceTypeFacts } from '../instances/types.js';
import type { Noted } from '../undo/ledger.js';
import { deliver } from '../user-data/deliver.js';
import type { BakePlan, Pass } from './plan.js';

/** A builder as EC2 shows it. */
export interface BuilderFacts {
  readonly id: string;
  readonly state: string;
  /** EC2's own words for why it is in this state. */
  readonly why: string | undefined;
  /** Whose it is: the tag `ami-launch:step`. */
  readonly step: string | undefined;
  /** What it signals with at the very end. */
  readonly signal: string | undefined;
  /** ISO 8601. */
  readonly expires: string | undefined;
}

/** Where and with what a builder is launched. */
export interface BuilderNeeds {
  readonly plan: BakePlan;
  readonly request: Pipeline;
  readonly launch: CompletedLaunch;
  readonly types: readonly InstanceTypeFacts[];
}

/** `mine`: launched by this run, with its entry in the ledger. */
export type Start =
  | { readonly whose: 'mine'; readonly id: string; readonly noted: Noted; readonly instanceType: string }
  /** `ended`: it is known not to be there any longer. */
  | { readonly whose: 'another'; readonly builder: BuilderFacts | undefined; readonly ended: boolean };

/** Imaging comes after the deadline inside the builder, and may take this long: only then nobody cares for it any longer. */
export const IMAGING_MS = 6 * 3_600_000;

/**
 * Launches the builder in the first place that has capacity. Two runs that build the same use the same client tokens, so
 * that EC2 itself lets only one of them launch: it answers the other with the first one's instance, or refuses the other
 * parameters. Source: EC2 user guide, "Ensuring idempotency".
 *
 * @param generation how many builders of the same are known to be dead: EC2 remembers the tokens of those, too
 */
export async function startBuilder(
  needs: BuilderNeeds,
  generation: number,
  context: WriteContext,
): Promise<Start> {
  const { plan, request, launch } = needs;
  const [first] = plan.passes as [Pass];
  const userData = await deliver(first.userData, context);
  const passedOver: PassedOver[] = [];
  const types = request.bake.instanceTypes.length > 0 ? request.bake.instanceTypes : launch.instanceTypes;
  // A spot instance for once cannot be stopped, and what is interrupted would have to be baked again.
  const tried = places({ ...launch, instanceTypes: types, market: 'on-demand' });
  for (const [index, place] of tried.entries()) {
    context.signal.throwIfAborted();
    const input = builderInput(needs, { place, userData, context });
    const token = tokenOf(needs, generation, place, context);
    try {
      return await launchOne(input, { token, place }, context);
    } catch (thrown) {
      if (isTaken(thrown)) return { whose: 'another', ...(await holderOf(token, thrown, context)) };
      if (!isAwsFailure(thrown) || !leadsOn(thrown, place, tried.slice(index + 1))) throw thrown;
      context.log.say(`No capacity for ${placeName(place)}: ${thrown.said}.`);
      passedOver.push({ place: placeName(place), said: thrown.said });
    }
  }
  throw noCapacity(passedOver);
}

function tokenOf(
  { plan, request }: BuilderNeeds,
  generation: number,
  place: Place,
  { step }: ReadContext,
): string {
  const whose = request.bake.rebake === 'always' ? step : 'everybody';
  return clientToken(whose, `builder ${placeName(place)}`, [plan.chain.at(-1), generation]);
}

/** Another run launched with this token, or did and has ended its builder. */
function isTaken(thrown: unknown): boolean {
  return (
    isAwsFailure(thrown) &&
    ['IdempotentParameterMismatch', 'IdempotentInstanceTerminated'].includes(thrown.code)
  );
}

/** The builder that EC2 holds the token against, as far as it shows it. */
async function holderOf(
  token: string,
  thrown: unknown,
  { ec2 }: ReadContext,
): Promise<{ builder: BuilderFacts | undefined; ended: boolean }> {
  if (isAwsFailure(thrown) && thrown.code === 'IdempotentInstanceTerminated')
    return { builder: undefined, ended: true };
  const { Reservations = [] } = await ec2('DescribeInstances', {
    Filters: [{ Name: 'client-token', Values: [token] }],
  });
  const [builder] = Reservations.flatMap(({ Instances = [] }) => Instances.flatMap(builderFacts));
  return { builder, ended: builder?.state === 'terminated' || builder?.state === 'shutting-down' };
}

interface One {
  readonly token: string;
  readonly place: Place;
}

async function launchOne(input: RunInstancesRequest, one: One, context: WriteContext): Promise<Start> {
  const { ec2, ledger, log, clock, step } = context;
  const { token, place } = one;
  const what = `a builder, ${placeName(place)}`;
  const noted = ledger.creating({
    kind: 'instances',
    region: await context.region(),
    token,
    what,
    count: 1,
    at: clock.now(),
  });
  try {
    const { Instances: [instance] = [] } = await ec2('RunInstances', { ...input, ClientToken: noted.token });
    const [builder] = instance === undefined ? [] : builderFacts(instance);
    if (builder === undefined || builder.step !== step) {
      // It is for who launched it to end.
      noted.refused();
      return { whose: 'another', builder, ended: false };
    }
    noted.made([builder.id]);
    log.say(`The builder is ${builder.id}, ${placeName(place)}.`);
    return { whose: 'mine', id: builder.id, noted, instanceType: place.instanceType };
  } catch (thrown) {
    if (isTaken(thrown) || (isAwsFailure(thrown) && thrown.madeNothing)) noted.refused();
    throw thrown;
  }
}

interface Asked {
  readonly place: Place;
  readonly userData: Uint8Array;
  readonly context: ReadContext;
}

function builderInput(
  { plan, request, launch }: BuilderNeeds,
  { place, userData, context }: Asked,
): RunInstancesRequest {
  const { kmsKeyId, volumeThroughput, volumeIops } = request.bake;
  const input = runInstancesInput(
    {
      launch: { ...launch, count: 1, ttlMinutes: undefined },
      image: plan.start.image,
      userData,
      tags: builderTags(plan, request, context),
      runName: `${plan.lineage} builder`,
      template: undefined,
    },
    place,
  );
  const root = plan.start.image.volumes.find((volume) => volume.root)?.device;
  return {
    ...input,
    // It powers itself off and has to be there then, whatever the image says.
    InstanceInitiatedShutdownBehavior: 'stop',
    BlockDeviceMappings: (input.BlockDeviceMappings ?? []).map((mapping) => ({
      ...mapping,
      Ebs: {
        ...mapping.Ebs,
        ...(kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId }),
        ...(mapping.DeviceName !== root || volumeThroughput === undefined
          ? {}
          : { Throughput: volumeThroughput }),
        ...(mapping.DeviceName !== root || volumeIops === undefined ? {} : { Iops: volumeIops }),
      },
    })),
  };
}

function builderTags(
  plan: BakePlan,
  { launch, bake }: Pipeline,
  context: ReadContext,
): Record<string, string> {
  const { run, step, clock } = context;
  const expires = clock.now() + bake.timeoutMs * plan.passes.length + IMAGING_MS;
  return {
    ...launch.tags,
    Name: `${plan.lineage} builder`,
    [TAG.role]: 'builder',
    [TAG.run]: runTag(run),
    [TAG.step]: step,
    [TAG.base]: plan.base.id,
    [TAG.fingerprint]: plan.chain.at(-1) ?? '',
    [TAG.lineage]: plan.lineage,
    [TAG.signal]: plan.passes.at(-1)?.signal ?? '',
    [TAG.expires]: new Date(expires).toISOString(),
  };
}

/** One builder of an answer; none when it has no ID. */
export function builderFacts({ InstanceId: id, State, StateReason, Tags }: Instance): BuilderFacts[] {
  if (id === undefined) return [];
  return [
    {
      id,
      state: State?.Name ?? 'pending',
      why: StateReason?.Message,
      step: tagOf(Tags, TAG.step),
      signal: tagOf(Tags, TAG.signal),
      expires: tagOf(Tags, TAG.expires),
    },
  ];
}

/** The builder as it is now; undefined when EC2 does not show it. */
export async function lookAtBuilder(id: string, { ec2 }: ReadContext): Promise<BuilderFacts | undefined> {
  const { Reservations = [] } = await ec2('DescribeInstances', {
    Filters: [{ Name: 'instance-id', Values: [id] }],
  });
  return Reservations.flatMap(({ Instances = [] }) => Instances.flatMap(builderFacts))[0];
}

/** Builders of a fingerprint that have not ended, whoever launched them. */
export async function findBuilders(fingerprint: string, { ec2 }: ReadContext): Promise<BuilderFacts[]> {
  const { Reservations = [] } = await ec2('DescribeInstances', {
    Filters: [
      { Name: `tag:${TAG.fingerprint}`, Values: [fingerprint] },
      { Name: `tag:${TAG.role}`, Values: ['builder'] },
      { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
    ],
  });
  return Reservations.flatMap(({ Instances = [] }) => Instances.flatMap(builderFacts));
}
