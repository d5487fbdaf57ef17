import type { Layer, OperatingSystem } from '../layers/layer.js';
import { inLayer, LayerFailure, type LayerProblem } from '../layers/problem.js';
import { KINDS } from '../layers/table.js';
import { fillLayer } from './fill.js';
import { fit, type UserData } from './fit.js';
import { renderLinux } from './linux.js';
import type { RenderSystem } from './system.js';
import { asMap, unusedWarnings, type Variables } from './variables.js';
import { renderWindows } from './windows.js';

const SYSTEMS: Readonly<Record<OperatingSystem, RenderSystem>> = {
  linux: renderLinux,
  windows: renderWindows,
};

const SYSTEM_NAMES: Readonly<Record<OperatingSystem, string>> = { linux: 'Linux', windows: 'Windows' };

export interface UserDataInput {
  readonly os: OperatingSystem;
  /** In the order they shall run; none is fine, the machine then only signals. */
  readonly layers: readonly Layer[];
  readonly variables: Variables;
  /** 32 hex digits that the machine's signal carries. */
  readonly signal: string;
}

/**
 * Fills the layers in, and renders them with the runner as user data that fits. The same input gives the same bytes.
 *
 * @throws LayerFailure `layers-unfit` with all problems of all layers; `user-data-too-big`
 */
export async function renderUserData({ os, layers, variables, signal }: UserDataInput): Promise<UserData> {
  if (!/^[0-9a-f]{32}$/.test(signal)) throw new TypeError(`A signal is 32 hex digits, not "${signal}".`);
  const values = asMap(variables);
  const filled = await Promise.all(layers.map((layer) => fillLayer(layer, values)));
  const problems = [
    ...layers.flatMap((layer) => inLayer(layer.name, [...nameProblems(layer), ...systemProblems(layer, os)])),
    ...filled.flatMap((one) => one.problems),
  ];
  if (problems.length > 0) throw new LayerFailure('layers-unfit', inOrder(problems, layers));
  const rendering = await SYSTEMS[os](
    filled.map(({ layer }) => layer),
    signal,
  );
  const unused = unusedWarnings(values, new Set(filled.flatMap(({ used }) => used)));
  return fit({ ...rendering, warnings: [...rendering.warnings, ...unused] }, layers, os);
}

function systemProblems({ kind }: Layer, os: OperatingSystem): { message: string }[] {
  const { noun, runsOn } = KINDS[kind];
  if (runsOn.includes(os)) return [];
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
  const place = ({ layer }: LayerProblem): number => layers.findIndex(({ name }) => name === layer);
  return [...problems].sort((one, other) => place(one) - place(other) || (one.line ?? 0) - (other.line ?? 0));
}
