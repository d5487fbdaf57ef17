import { bakeLayers } from '../bake/layers.js';
import { withTemplate } from '../bake/from-template.js';
import { type BakePlan, planBake } from '../bake/plan.js';
import type { ReadContext } from '../context.js';
import { type BaseImage, resolveBase } from '../image/resolve.js';
import type { Pipeline } from '../inputs/request.js';
import { refuseTooManyTags } from '../instances/launch-tags.js';
import { type Place, places } from '../instances/placement.js';
import type { Spec } from '../instances/spec.js';
import { overruled, refuseConflicts } from '../instances/template-conflicts.js';
import { complete, type CompletedLaunch, readTemplate, type Template } from '../instances/template.js';
import type { InstanceTypeFacts } from '../instances/types.js';
import { undelivered } from '../user-data/deliver.js';
import type { UserData } from '../user-data/fit.js';
import { machinePart } from './machine.js';
import { plannedFacts } from './planned.js';
import { groupTags, runName, runTags } from './run-tags.js';
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

/**
 * The reading half of a launch. What is wrong with the layers is told before AWS is asked for anything, what is wrong with
 * the template before an image is looked for; what can only be known from the image is checked as soon as that is there.
 */
export async function makePlan(request: Pipeline, context: ReadContext, inGroup?: InGroup): Promise<Plan> {
  const toBake = request.bake.layers.length === 0 ? undefined : await bakeLayers(request, context);
  const machine = await machinePart(request, toBake?.used, inGroup !== undefined, context);
  const { needed, signal, early } = machine;

  const template = inGroup?.template ?? (await readTemplate(request.launch.template, context));
  const wish = { request, needed, secrets: early?.secrets ?? [], inGroup: inGroup !== undefined };
  refuseConflicts(template, wish);
  for (const warning of overruled(template, wish)) context.log.warn(warning);

  const { base: needs, launch } = complete(request, template, inGroup?.instanceTypes);
  const instanceTypes = [...new Set([...needs.instanceTypes, ...request.bake.instanceTypes])];
  const { image: base, types } = await resolveBase({ ...needs, instanceTypes }, context);
  const forBuilder = withTemplate(launch, template, base);
  const bake = toBake && (await planBake(request, { layers: toBake, base, launch: forBuilder }, context));
  const userData = await machine.renderFor(base);
  const madeOf = { signal: userData && signal, base: base.id, fingerprint: bake?.chain.at(-1) };
  const spec: Spec = {
    launch,
    // What is still to be baked has the volumes of what it is baked from.
    image: bake?.start.image ?? base,
    userData: userData && undelivered(userData),
    tags: inGroup === undefined ? runTags(request, madeOf, context) : groupTags(request, madeOf),
    runName: inGroup?.name ?? runName(context.run),
    template,
  };
  const region = await context.region();
  const plan = {
    region,
    base,
    bake,
    forBuilder,
    template,
    types,
    userData,
    spec,
    signal,
    places: places(launch),
  };
  refuseTooManyTags(plan.spec, plan.places);
  tellPlan(plan, request, context);
  context.announce(plannedFacts(plan, request));
  return plan;
}
