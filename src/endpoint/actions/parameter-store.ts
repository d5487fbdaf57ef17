import type { Parameter, ParameterVersion } from '../world/parameters.js';
import type { Region } from '../world/state.js';

/** A region at a time (cloud ms). */
export interface ParameterView {
  readonly region: Region;
  readonly now: number;
}

export type ParameterProblem = 'ParameterNotFound' | 'ParameterVersionNotFound';

/** One version of a parameter under its name. */
export interface ParameterReading extends ParameterVersion {
  readonly name: string;
  /** `:3` or `:label` when that was asked for. */
  readonly selector?: string;
}

/** Looks up `name`, `name:version`, `name:label` or an ARN; what is wrong otherwise. */
export function readParameter(
  { region, now }: ParameterView,
  asked: string,
): ParameterReading | ParameterProblem {
  const [, name = '', selector] =
    /^(?:arn:aws[\w-]*:ssm:[\w-]+:\d*:parameter)?([^:]*)(?::(.*))?$/.exec(asked) ?? [];
  const parameter = region.parameters.get(name) ?? region.parameters.get(name.replace(/^\//, ''));
  const versions = parameter === undefined ? [] : visibleVersions(parameter, now);
  if (!parameter || versions.length === 0) return 'ParameterNotFound';
  const version = versionOf(versions, selector);
  if (!version) return 'ParameterVersionNotFound';
  return { ...version, name: parameter.name, ...(selector !== undefined && { selector: `:${selector}` }) };
}

/** A version that is still being checked is not there, and nothing is of a parameter that has expired. */
export function visibleVersions({ versions }: Parameter, now: number): ParameterVersion[] {
  const visible = versions.filter(({ at }) => at <= now);
  const expired = visible.at(-1)?.policies.some(({ expires }) => expires !== undefined && expires <= now);
  return expired === true ? [] : visible;
}

function versionOf(
  versions: readonly ParameterVersion[],
  selector: string | undefined,
): ParameterVersion | undefined {
  if (selector === undefined) return versions.at(-1);
  return versions.find(({ version, labels }) => String(version) === selector || labels.includes(selector));
}
