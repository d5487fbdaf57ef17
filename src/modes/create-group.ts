import { runTag, TAG } from '../aws/tags.js';
import type { WriteContext } from '../context.js';
import { Cancelled } from '../failure.js';
import type { NewGroupPart, RolloutRequest } from '../inputs/request.js';
import { afterPart } from './after-part.js';
import { imagePart } from './image-part.js';
import { tellReadyTimes } from './launch.js';
import { plannedFacts } from './planned.js';
import { readyNeeds } from './roll-group.js';
import { planWith, type Prepared } from './read-half.js';
import type { PlannedFacts, RolloutFacts, RolloutResult } from './result.js';
import type { Noted } from '../undo/ledger.js';
import { claimOf, unclaim } from '../rollout/claim.js';
import { type GroupInstance, isOf, rolledInstance } from '../rollout/group.js';
import { DEFAULT_WARMUP, groupInput, sizeOf } from '../rollout/group-input.js';
import { untilInService } from '../rollout/in-service.js';
import { makeGroup } from '../rollout/make-group.js';
import { type TemplateFor, templateFor } from '../rollout/template-for.js';
import { changePool } from '../rollout/warm-pool.js';
import { warmup } from '../rollout/warm-up.js';
import type { WitnessNeeds } from '../rollout/witnesses.js';

/**
 * Makes the group that is not there: bakes what is missing, makes what it launches from, then the group, and waits until all
 * its instances are in service and ready. What fails leaves the group and its template to the ledger.
 */
export async function createGroup(
  prepared: Prepared,
  request: RolloutRequest,
  context: WriteContext,
): Promise<RolloutResult> {
  const { clock, phase, announce } = context;
  const { group: name, create: wanted, timeoutMs } = request.rollout;
  if (wanted === undefined) throw new Error('The inputs do not say how to make the group.');
  const inGroup = { name, template: undefined, instanceTypes: [] };
  const plan = await phase('Resolve', () => planWith(prepared, request, context, inGroup));
  const part = await imagePart(plan, request, context);
  const facts = { ...plannedFacts(plan, request), imageSource: part.imageSource, bake: part.bake };
  announce({ amiId: part.image.id });
  const template = await phase('Make the launch template', () =>
    templateFor(request, plan, part.image, context),
  );
  const since = clock.now();
  const made = await phase(`Make the group ${name}`, () =>
    make(request, wanted, { facts, template }, context),
  );
  const { needs: ready, after } = readyNeeds(plan, request, context);
  const serving = { template, made, ready, since, deadline: since + timeoutMs };
  const instances = await phase(`Wait for ${facts.readyWhen.join(', ')}`, () =>
    untilAllServe(request, wanted, serving, context),
  );
  made.done();
  await unclaim(name, context);
  await tellReadyTimes(part, after, context);
  // Not sooner: nobody is to be handed an image on which this very group did not get ready.
  const handedOn = part.made && (await afterPart(part.made, request.bake, context));
  const rollout: RolloutFacts = {
    ...outset(name, wanted, template),
    refresh: undefined,
    instances: instances.map(rolledInstance),
    rolledBack: undefined,
  };
  announce({ rollout });
  return {
    mode: 'rollout',
    ...facts,
    bake: facts.bake && { ...facts.bake, after: handedOn },
    amiId: part.image.id,
    rollout,
    after,
  };
}

function outset(group: string, wanted: NewGroupPart, { id, name, version }: TemplateFor) {
  const action = 'created' as const;
  return { group, action, template: { id, name }, version, before: undefined, desired: sizeOf(wanted) };
}

interface Basis {
  readonly facts: PlannedFacts;
  readonly template: TemplateFor;
}

async function make(
  request: RolloutRequest,
  wanted: NewGroupPart,
  { facts, template }: Basis,
  context: WriteContext,
): Promise<Noted> {
  const { group: name } = request.rollout;
  const warmupSeconds = warmup(request, facts.tookBefore, { warmupSeconds: 0 }) ?? DEFAULT_WARMUP;
  const input = groupInput({ wanted, template, warmupSeconds, tags: groupsTags(request, template, context) });
  const noted = await makeGroup(name, template, input, context);
  context.log.say(`Made the Auto Scaling group ${name} of ${sizeOf(wanted)}.`);
  context.announce({ rollout: outset(name, wanted, template) });
  return noted;
}

function groupsTags({ launch }: RolloutRequest, { version }: TemplateFor, { run, step }: WriteContext) {
  return {
    ...launch.tags,
    ...(launch.name === undefined ? {} : { Name: launch.name }),
    [TAG.role]: 'group',
    [TAG.run]: runTag(run),
    [TAG.step]: step,
    [TAG.rolling]: claimOf(version, step),
  };
}

async function makePool(name: string, { warmPool }: NewGroupPart, context: WriteContext): Promise<void> {
  for (const said of await changePool(name, undefined, warmPool, context)) context.log.say(said);
}

interface Serving {
  readonly template: TemplateFor;
  readonly made: Noted;
  readonly ready: WitnessNeeds;
  readonly since: number;
  readonly deadline: number;
}

async function untilAllServe(
  request: RolloutRequest,
  wanted: NewGroupPart,
  serving: Serving,
  context: WriteContext,
): Promise<readonly GroupInstance[]> {
  try {
    await makePool(request.rollout.group, wanted, context);
    return await untilReady(request.rollout.group, serving, context);
  } catch (thrown) {
    tellIfKept(request, serving.template, thrown, context);
    throw thrown;
  }
}

async function untilReady(
  group: string,
  { template, made, ready, since, deadline }: Serving,
  context: WriteContext,
): Promise<readonly GroupInstance[]> {
  const seen = (instances: readonly GroupInstance[]) => {
    made.made(instances.map(({ id }) => id));
    context.announce({ rollout: { instances: instances.map(rolledInstance) } });
  };
  const end = await untilInService({ group, target: template, since, deadline, ready, seen }, context);
  return end.instances.filter((one) => isOf(one.template, template));
}

/** Whoever ends its instances by hand gets others. */
function tellIfKept(
  { rollout, end }: RolloutRequest,
  { made }: TemplateFor,
  thrown: unknown,
  { log }: WriteContext,
): void {
  if (!end.keepFailed || thrown instanceof Cancelled) return;
  log.warn(
    `The Auto Scaling group ${rollout.group} stays, as keep-failed: true says${made && `, and so does its launch template ${made.what.id}`}. It costs money until you delete it, and replaces instances that are ended.`,
  );
}
