import { bakeLayers } from '../bake/layers.js';
import { withTemplate } from '../bake/from-template.js';
import { type BakePlan, planBake } from '../bake/plan.js';
import type { ReadContext } from '../context.js';
import { type BaseImage, resolveBase } from '../image/resolve.js';
import type { Pipeline } from '../inputs/request.js';
import { refuseTooManyTags } from '../instances/launch-tags.js';
import { type Place, places } from '../instances/placement.js';
import type { Spec } from '../instances/spec.js';
import { overruled, refuseConflicts, type Wish } from '../instances/template-conflicts.js';
import { complete, type CompletedLaunch, readTemplate, type Template } from '../instances/template.js';
import type { InstanceTypeFacts } from '../instances/types.js';
import { undelivered } from '../user-data/deliver.js';
import type { UserData } from '../user-data/fit.js';
import { type MachinePart, machinePart } from './machine.js';
import { plannedFacts } from './planned.js';
import { groupTags, type Made, runName, runTags } from './run-tags.js';
import { tellPlan } from './tell-plan.js';

/** What a launch would do: everything that can be known without changing anything. */
export interface Plan {
  readonly region: string;
  readonly base: BaseImage;
  readonly template: Template | undefined;
  readonly types: readonly InstanceTypeFacts[];
  readonly places: readonly Place[];
  readonly userData: UserData | undefined;
  /** What RunInstances is to be asked for, but for the place. */
  readonly spec: Spec;
  /** What there is to bake, or was found baked; undefined: no bake layers. */
  readonly bake: BakePlan | undefined;
  /** How a builder is launched. */
  readonly forBuilder: CompletedLaunch;
  /** The 32 hex digits that the instances will signal with; nothing to wait for without user data. */
  readonly signal: string;
}

/** What the instances are in, where they are not launched one by one. */
export interface InGroup {
  /** The group's name. */
  readonly name: string;
  /** What it launches from; undefined: it has still to be made. */
  readonly template: Template | undefined;
  /** Those that its overrides name; empty: as the template says. */
  readonly instanceTypes: readonly string[];
}

/** What can be known without AWS. */
export interface Prepared {
  /** Undefined: nothing is baked. */
  readonly toBake: Awaited<ReturnType<typeof bakeLayers>> | undefined;
  readonly machine: MachinePart;
}

/** Reads and renders all layers: what is wrong with them is told before AWS is asked for anything. */
export async function prepare(request: Pipeline, context: ReadContext, inGroup: boolean): Promise<Prepared> {
  const toBake = request.bake.layers.length === 0 ? undefined : await bakeLayers(request, context);
  return { toBake, machine: await machinePart(request, toBake?.used, inGroup, context) };
}

/** The reading half of a launch. */
export async function makePlan(request: Pipeline, context: ReadContext): Promise<Plan> {
  return planWith(await prepare(request, context, false), request, context);
}

/**
 * The rest of the reading half. What is wrong with the template is told before an image is looked for; what can only be
 * known from the image is checked as soon as that is there.
 */
export async function planWith(
  { toBake, machine }: Prepared,
  request: Pipeline,
  context: ReadContext,
  inGroup?: InGroup,
): Promise<Plan> {
  const template = inGroup?.template ?? (await readTemplate(request.launch.template, context));
  tellConflicts(template, { request, ...machine, inGroup: inGroup !== undefined }, context);

  const { base: needs, launch } = complete(request, template, inGroup?.instanceTypes);
  const instanceTypes = [...new Set([...needs.instanceTypes, ...request.bake.instanceTypes])];
  const { image: base, types } = await resolveBase({ ...needs, instanceTypes }, context);
  const forBuilder = withTemplate(launch, template, base);
  const bake = toBake && (await planBake(request, { layers: toBake, base, launch: forBuilder }, context));
  const { signal } = machine;
  const userData = await machine.renderFor(base);
  const madeOf = { signal: userData && signal, base: base.id, fingerprint: bake?.chain.at(-1) };
  const spec: Spec = {
    launch,
    // What is still to be baked has the volumes of what it is baked from.
    image: bake?.start.image ?? base,
    userData: userData && undelivered(userData),
    template,
    ...named(request, madeOf, context, inGroup),
  };
  const parts = { base, bake, forBuilder, template, types, userData, spec, signal };
  const plan = { region: await context.region(), ...parts, places: places(launch) };
  refuseTooManyTags(plan.spec, plan.places);
  tellPlan(plan, request, context);
  context.announce(plannedFacts(plan, request));
  return plan;
}

function named(
  request: Pipeline,
  made: Made,
  context: ReadContext,
  inGroup: InGroup | undefined,
): Pick<Spec, 'tags' | 'runName'> {
  return inGroup === undefined
    ? { tags: runTags(request, made, context), runName: runName(context.run) }
    : { tags: groupTags(request, made), runName: inGroup.name };
}

function tellConflicts(
  template: Template | undefined,
  { early, ...about }: Omit<Wish, 'secrets'> & Pick<MachinePart, 'early'>,
  { log }: ReadContext,
): void {
  const wish: Wish = { ...about, secrets: early?.secrets ?? [] };
  refuseConflicts(template, wish);
  for (const warning of overruled(template, wish)) log.warn(warning);
}
