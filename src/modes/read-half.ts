import { createHash } from 'node:crypto';
import { environmentTag, runTag, TAG } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import { aliasOf, DEFAULT_ALIAS } from '../image/aliases.js';
import { type BaseImage, baseSentence, resolveBase } from '../image/resolve.js';
import type { BaseImageSource } from '../image/sources.js';
import type { Pipeline } from '../inputs/request.js';
import { type Place, places } from '../instances/placement.js';
import type { Spec } from '../instances/spec.js';
import { complete, readTemplate, type Template } from '../instances/template.js';
import type { InstanceTypeFacts } from '../instances/types.js';
import type { Layer, OperatingSystem } from '../layers/layer.js';
import { loadLayers } from '../layers/load.js';
import type { UserData } from '../user-data/fit.js';
import { renderUserData } from '../user-data/render.js';
import { rolePolicy } from '../user-data/secrets/policy.js';

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
  /** The 32 hex digits that the instances will signal with; nothing to wait for without user data. */
  readonly signal: string;
}

const FALLBACK: BaseImageSource = { kind: 'alias', alias: DEFAULT_ALIAS };

/**
 * The reading half of a launch. Layers are rendered before AWS is asked for anything, so that what is
 * wrong with them is told at once; what can only be known from the image is checked as soon as that is there.
 */
export async function makePlan(request: Pipeline, context: ReadContext): Promise<Plan> {
  const layers = await loadLayers(request.app.layers, { workspace: context.run.workspace });
  const signal = signalOf(context);
  const needed = needsUserData(request, layers);
  const render = async (os: OperatingSystem) =>
    needed === undefined
      ? undefined
      : renderUserData({
          os,
          layers,
          variables: request.app.variables,
          signal,
          ttlMinutes: request.launch.ttlMinutes,
          allowSecrets: request.app.allowSecrets,
        });

  const guess = likelySystem(request.base.source, layers);
  const early = await render(guess);
  const template = await readTemplate(request.launch.template, context);
  const { base: needs, launch } = complete(request, template, FALLBACK);
  const { image, types } = await resolveBase(needs, context);
  if (needed !== undefined) refuseWithoutScripts(image, needed);
  const userData = image.os === guess ? early : await render(image.os);

  if (needed !== undefined && template?.data.UserData !== undefined)
    replaceUserData(template, needed, layers, context);
  for (const warning of userData?.warnings ?? []) context.log.warn(warning);
  const plan = { region: await context.region(), base: image, template, types, userData, signal };
  const spec: Spec = {
    launch,
    image,
    userData: userData?.bytes,
    template,
    keepOnceNamed: request.end.terminate === 'never',
    tags: tagsOf({ ...request, launch }, { signal: userData && signal, base: image.id }, context),
  };
  tell(plan, request, context);
  return { ...plan, places: places(launch), spec };
}

/** What the user data is needed for, in words; undefined when the machine needs none from us. */
function needsUserData({ launch, ready }: Pipeline, layers: readonly Layer[]): string | undefined {
  if (layers.length > 0) return 'layers';
  if (ready.conditions.some(({ kind }) => kind === 'user-data')) return '`ready-when: user-data`';
  return launch.ttlMinutes === undefined ? undefined : '`ttl-minutes`';
}

/** Bottlerocket starts no scripts: what we would put there it would refuse, or take for settings. */
function refuseWithoutScripts({ id, source, agent }: BaseImage, needed: string): void {
  if (agent !== 'bottlerocket') return;
  throw new Failure(
    'base-image-runs-no-scripts',
    `The base image ${id} (${source}) is Bottlerocket, which takes settings in TOML as its user data and runs no scripts, but ${needed} would need one.`,
    {
      advice: `Choose another base image, or do without ${needed}. Bottlerocket's own settings can be the user data of a \`launch-template\`.`,
    },
  );
}

/** An instance has one user data. Layers of the user's may take the template's place; machinery of ours may not. */
function replaceUserData(
  { name, version }: Template,
  needed: string,
  layers: readonly Layer[],
  { log }: ReadContext,
): void {
  if (layers.length > 0) {
    log.warn(
      `The layers take the place of the user data that the launch template ${name}, version ${version}, has.`,
    );
    return;
  }
  throw new Failure(
    'template-conflict',
    `The launch template ${name}, version ${version}, has user data of its own, and ${needed} would take its place.`,
    { advice: `Make that user data a layer in \`app\`, or do without ${needed}.` },
  );
}

function tagsOf(
  { launch, github }: Pick<Pipeline, 'launch' | 'github'>,
  { signal, base }: { readonly signal: string | undefined; readonly base: string },
  { run, step, clock }: ReadContext,
): Record<string, string> {
  const { ttlMinutes } = launch;
  return {
    ...launch.tags,
    Name: launch.name ?? `${run.repository.split('/').at(-1) ?? 'ami-launch'}-${run.runId}`,
    [TAG.role]: 'instance',
    [TAG.run]: runTag(run),
    [TAG.step]: step,
    [TAG.base]: base,
    ...(signal === undefined ? {} : { [TAG.signal]: signal }),
    ...(ttlMinutes === undefined
      ? {}
      : { [TAG.expires]: new Date(clock.now() + ttlMinutes * 60_000).toISOString() }),
    ...(github.environment === undefined
      ? {}
      : { [TAG.environment]: environmentTag(run, github.environment) }),
  };
}

function tell(plan: Omit<Plan, 'places' | 'spec'>, { launch }: Pipeline, context: ReadContext): void {
  const { region, base, template, userData } = plan;
  const { log } = context;
  log.say(baseSentence(base));
  if (template !== undefined) log.say(`Launch template: ${template.name}, version ${template.version}.`);
  if (userData !== undefined) {
    log.say(`User data: ${userData.bytes.length} of ${userData.limit} bytes (${userData.encoding}).`);
    tellRolePolicy(userData, region, context);
  }
  const own = base.volumes.find(({ root }) => root)?.gib ?? 0;
  if (launch.volumeGiB !== undefined && launch.volumeGiB < own) {
    log.warn(
      `volume-size is ${launch.volumeGiB} GiB, but the image's own root volume has ${own} GiB: taking ${own}.`,
    );
  }
  context.announce({
    region,
    base,
    imageSource: 'base',
    template: template && { id: template.id, name: template.name, version: template.version },
    userData: userData && userDataFacts(userData),
    tookBefore: base.readyTimes,
  });
}

function tellRolePolicy({ secrets }: UserData, region: string, { log }: ReadContext): void {
  if (secrets.length === 0) return;
  const statements = JSON.stringify(rolePolicy(secrets, region), null, 2);
  log.say(
    `The instance fetches its secrets when it boots. Its role has to allow that, and kms:Decrypt on the key where they are encrypted with a customer managed one:\n${statements}`,
  );
}

/** User data as it may be written down. */
export function userDataFacts({ bytes, limit, encoding, shares }: UserData) {
  return { bytes: bytes.length, limit, encoding, shares };
}

/** One signal for all instances of a step: each writes it to a console of its own. */
function signalOf({ step }: ReadContext): string {
  return createHash('sha256').update(`signal of ${step}`).digest('hex').slice(0, 32);
}

function likelySystem(source: BaseImageSource | undefined, layers: readonly Layer[]): OperatingSystem {
  if (source?.kind === 'alias') return aliasOf(source.alias)?.os ?? 'linux';
  return layers.some(({ kind }) => kind === 'powershell') ? 'windows' : 'linux';
}
