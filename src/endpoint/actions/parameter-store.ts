import type { Parameter, ParameterVersion, Region } from '../world/state.js';

export type ParameterProblem = 'ParameterNotFound' | 'ParameterVersionNotFound';

/** One version of a parameter under its name. */
export interface ParameterReading extends ParameterVersion {
  readonly name: string;
  /** `:3` or `:label` when that was asked for. */
  readonly selector?: string;
}

/** Looks up `name`, `name:version`, `name:label` or an ARN; what is wrong otherwise. */
export function readParameter(region: Region, asked: string): ParameterReading | ParameterProblem {
  const [, name = '', selector] =
    /^(?:arn:aws[\w-]*:ssm:[\w-]+:\d*:parameter)?([^:]*)(?::(.*))?$/.exec(asked) ?? [];
  const parameter = region.parameters.get(name) ?? region.parameters.get(name.replace(/^\//, ''));
  if (!parameter) return 'ParameterNotFound';
  const version = versionOf(parameter, selector);
  if (!version) return 'ParameterVersionNotFound';
  return { ...version, name: parameter.name, ...(selector !== undefined && { selector: `:${selector}` }) };
}

function versionOf({ versions }: Parameter, selector: string | undefined): ParameterVersion | undefined {
  if (selector === undefined) return versions.at(-1);
  return versions.find(({ version, labels }) => String(version) === selector || labels.includes(selector));
}
