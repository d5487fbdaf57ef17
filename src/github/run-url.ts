import type { RunInfo } from '../context.js';

/** The page of this attempt of the run. */
export function runUrl({ serverUrl, repository, runId, attempt }: RunInfo): string {
  return `${serverUrl}/${repository}/actions/runs/${runId}/attempts/${attempt}`;
}
