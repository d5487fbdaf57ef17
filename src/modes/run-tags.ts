import { environmentTag, runTag, TAG } from '../aws/tags.js';
import type { ReadContext, RunInfo } from '../context.js';
import type { Pipeline } from '../inputs/request.js';

/** What instances are made of, as their tags tell. */
export interface Made {
  readonly signal: string | undefined;
  readonly base: string;
  /** Undefined: nothing was baked. */
  readonly fingerprint: string | undefined;
}

/** The tags of a launch: the user's, and those by which a run, a step and an environment find their instances again. */
export function runTags(
  { launch, github }: Pick<Pipeline, 'launch' | 'github'>,
  { signal, base, fingerprint }: Made,
  { run, step, clock }: ReadContext,
): Record<string, string> {
  const { ttlMinutes, name } = launch;
  return {
    ...launch.tags,
    ...(name === undefined ? {} : { Name: name }),
    [TAG.role]: 'instance',
    [TAG.run]: runTag(run),
    [TAG.step]: step,
    [TAG.base]: base,
    ...(fingerprint === undefined ? {} : { [TAG.fingerprint]: fingerprint }),
    ...(signal === undefined ? {} : { [TAG.signal]: signal }),
    ...(ttlMinutes === undefined
      ? {}
      : { [TAG.expires]: new Date(clock.now() + ttlMinutes * 60_000).toISOString() }),
    ...(github.environment === undefined
      ? {}
      : { [TAG.environment]: environmentTag(run, github.environment) }),
  };
}

/**
 * The tags of the instances of a group: what they are made of, and nothing of the step or the environment that made them so.
 * They come and go with the group, and no run may take them for its own.
 */
export function groupTags({ launch }: Pick<Pipeline, 'launch'>, { signal, base, fingerprint }: Made) {
  return {
    ...launch.tags,
    ...(launch.name === undefined ? {} : { Name: launch.name }),
    [TAG.role]: 'instance',
    [TAG.base]: base,
    ...(fingerprint === undefined ? {} : { [TAG.fingerprint]: fingerprint }),
    ...(signal === undefined ? {} : { [TAG.signal]: signal }),
  };
}

/** What a launch is called that nobody gave a name: `web-4711`. */
export function runName({ repository, runId }: RunInfo): string {
  return `${repository.split('/').at(-1) ?? 'ami-launch'}-${runId}`;
}
