import { fileName, forSystem, type Layer, type OperatingSystem } from '../layers/layer.js';
import { decodeText } from '../layers/text.js';
import { inLayer, LayerFailure, type LayerProblem } from '../layers/problem.js';
import { KINDS } from '../layers/table.js';
import { fillLayer, type FilledLayer, type ReadyLayer } from './fill.js';
import { fit, refuseHopeless, type UserData } from './fit.js';
import { renderLinux, stageLinux } from './linux.js';
import { sameReference, type SecretReference } from './secrets/reference.js';
import type { Build, RenderSystem, StageSystem } from './system.js';
import { asMap, unusedWarnings, type Variables } from './variables.js';
import { renderWindows, stageWindows } from './windows.js';

const SYSTEMS: Readonly<Record<OperatingSystem, RenderSystem>> = {
  linux: renderLinux,
  windows: renderWindows,
};

const STAGES: Readonly<Record<OperatingSystem, StageSystem>> = { linux: stageLinux, windows: stageWindows };

const SYSTEM_NAMES: Readonly<Record<OperatingSystem, string>> = { linux: 'Linux', windows: 'Windows' };

export interface UserDataInput {
  readonly os: OperatingSystem;
  /** In the order they shall run; none is fine, the machine then only signals. */
  readonly layers: readonly Layer[];
  readonly variables: Variables;
  /** 32 hex digits that the machine's signal carries. */
  readonly signal: string;
  /** When the machine shuts itself down, counted from its first boot; undefined: never. */
  readonly ttlMinutes: number | undefined;
  /** What looks like a credential may travel in the user data. */
  readonly allowSecrets: boolean;
  /** The layers run at every boot, not only at the first; never for a builder. */
  readonly persist?: boolean;
  /** Only for a builder. */
  readonly build?: Build;
  /** The machines are launched by a group, at any time. */
  readonly inGroup?: boolean;
  /** Where user data goes that is too big; undefined: nowhere, it is refused. */
  readonly stagingBucket?: string;
  /** Variables that layers elsewhere use, such as those of an image. */
  readonly alsoUsed?: ReadonlySet<string>;
}

export interface FillInput extends Pick<UserDataInput, 'layers' | 'variables' | 'allowSecrets'> {
  /** Undefined: not known yet, layers of any will do. */
  readonly os?: OperatingSystem;
}

/** Layers with their variables filled in. */
export interface Filling {
  readonly layers: ReadyLayer[];
  /** The variables that they name. */
  readonly used: Set<string>;
}

/**
 * Fills layers in, each for itself: what a layer becomes doesn't depend on the others.
 *
 * @throws LayerFailure `layers-unfit` with all problems of all layers; `secret-in-user-data` where that is the only one
 */
export async function fillLayers(input: FillInput): Promise<Filling> {
  const { os } = input;
  const values = asMap(input.variables);
  const wanted = os === undefined ? input.layers : forSystem(input.layers, os);
  // Where the system isn't known, scripts for both have to be right.
  const layers = wanted.flatMap((layer) => (layer.onWindows ? [layer, layer.onWindows] : [layer]));
  const filled = await Promise.all(layers.map((layer) => fillLayer(layer, values)));
  await refuseProblems(filled, { ...input, layers });
  const ready = new Map(filled.map(({ layer }, index) => [layers[index], layer]));
  return {
    layers: wanted.map((layer) => {
      const onWindows = ready.get(layer.onWindows);
      return { ...(ready.get(layer) ?? layer), ...(onWindows && { onWindows }) };
    }),
    used: new Set(filled.flatMap(({ used }) => used)),
  };
}

/**
 * Fills the layers in, and renders them with the runner as user data that fits. The same input gives the same bytes.
 *
 * @throws LayerFailure `layers-unfit` with all problems of all layers; `secret-in-user-data` where that is the only one;
 * `user-data-too-big`
 */
export async function renderUserData(input: UserDataInput): Promise<UserData> {
  const { os, signal, ttlMinutes } = input;
  const layers = forSystem(input.layers, os);
  if (!/^[0-9a-f]{32}$/.test(signal)) throw new TypeError(`A signal is 32 hex digits, not "${signal}".`);
  const { build } = input;
  const persist = build === undefined && input.persist === true;
  const bucket = persist ? undefined : input.stagingBucket;
  const noStage = persist ? 'persists' : input.inGroup === true ? 'in-group' : 'no-bucket';
  if (bucket === undefined) refuseHopeless(layers, noStage);
  const filled = await fillLayers({ ...input, layers });
  const task = { layers: filled.layers, signal, ttlMinutes, build, persist };
  const rendering = await SYSTEMS[os](task);
  const used = new Set([...filled.used, ...(input.alsoUsed ?? [])]);
  const unused = unusedWarnings(asMap(input.variables), used);
  const secrets = filled.layers.flatMap((layer) => layer.secrets ?? []).map(({ reference }) => reference);
  const whole = { ...rendering, warnings: [...rendering.warnings, ...unused] };
  const stage = bucket === undefined ? noStage : { bucket, divide: () => STAGES[os](task) };
  return { ...(await fit(whole, layers, os, stage)), secrets: distinct(secrets) };
}

const ADVICE =
  'Whoever may read the user data can read what is in it. Keep a credential in SSM Parameter Store or Secrets Manager, and give `ssm:/path` or `secretsmanager:name` as the value of a variable: the instance then fetches it with its own role. If it is none, or may be read, set `allow-secrets-in-user-data: true`.';

async function refuseProblems(
  filled: readonly FilledLayer[],
  { os, layers, allowSecrets }: FillInput,
): Promise<void> {
  const unfit = [
    ...layers.flatMap((layer) => inLayer(layer.name, [...nameProblems(layer), ...systemProblems(layer, os)])),
    ...(os === undefined ? [] : layers.flatMap((layer) => KINDS[layer.kind].problemsOn?.(layer, os) ?? [])),
    ...filled.flatMap(({ problems }) => problems),
  ];
  const found = allowSecrets ? [] : await credentialsIn(filled);
  if (unfit.length + found.length === 0) return;
  const id = unfit.length > 0 ? 'layers-unfit' : 'secret-in-user-data';
  const advice = found.length > 0 ? { advice: ADVICE } : {};
  throw new LayerFailure(id, inOrder([...unfit, ...found], layers), advice);
}

/** The library behind it is loaded only where there is something to look at. */
async function credentialsIn(filled: readonly FilledLayer[]): Promise<LayerProblem[]> {
  if (filled.length === 0) return [];
  const { findCredentials } = await import('./secrets/credentials.js');
  const found = await Promise.all(
    filled.flatMap(({ layer, pieces }) => [
      findCredentials(pieces).then((problems) => inLayer(layer.name, problems)),
      ...(layer.files ?? []).map(async (file) => {
        const text = decodeText(file.content);
        return text === undefined
          ? []
          : inLayer(fileName(layer, file), await findCredentials([{ text, line: 1 }]));
      }),
    ]),
  );
  return found.flat();
}

function distinct(references: readonly SecretReference[]): SecretReference[] {
  return references.filter(
    (one, index) => index === references.findIndex((other) => sameReference(one, other)),
  );
}

function systemProblems({ kind }: Layer, os: OperatingSystem | undefined): { message: string }[] {
  const { noun, runsOn } = KINDS[kind];
  if (os === undefined || runsOn.includes(os)) return [];
  const where = runsOn.map((name) => SYSTEM_NAMES[name]).join(' and ');
  return [{ message: `This is ${noun}, which runs on ${where}, but the image is ${SYSTEM_NAMES[os]}.` }];
}

/** The name stands in the one line of the signal. */
function nameProblems({ name }: Layer): { message: string }[] {
  return /\p{C}/u.test(name)
    ? [{ message: 'The name of the file holds line ends or other control characters. Rename it.' }]
    : [];
}

/** The problems of the first layer first, each layer's by line. */
function inOrder(problems: readonly LayerProblem[], layers: readonly Layer[]): LayerProblem[] {
  const place = ({ layer: named }: LayerProblem): number =>
    layers.findIndex(
      (layer) => layer.name === named || layer.files?.some((file) => fileName(layer, file) === named),
    );
  return [...problems].sort((one, other) => place(one) - place(other) || (one.line ?? 0) - (other.line ?? 0));
}
