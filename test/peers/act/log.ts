/** What a run of act did, from its log of JSON lines. */
import type { CommandEnd } from '../command.js';

export interface ActRun {
  readonly code: number | null;
  /** Of the jobs that ran, by ID: `success` or `failure`. */
  readonly jobs: Readonly<Record<string, string>>;
  /** The steps that ran and how they ended, such as `launch: Post org/ami-launch@v1: success`. */
  readonly steps: readonly string[];
  /** By job and step: what each step of main set. */
  readonly outputs: Readonly<Record<string, string>>;
  /** For people. */
  readonly log: string;
}

interface Line {
  readonly msg: string;
  readonly jobID?: string;
  readonly jobResult?: string;
  readonly stage?: string;
  readonly step?: string;
  readonly stepID?: readonly string[];
  readonly stepResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
}

export function readLog({ code, stdout, stderr }: CommandEnd): ActRun {
  const lines = `${stdout}\n${stderr}`.split('\n').filter(Boolean).map(lineOf);
  return {
    code,
    jobs: Object.fromEntries(
      lines.flatMap(({ jobID, jobResult }) => (jobID && jobResult ? [[jobID, jobResult]] : [])),
    ),
    steps: lines.flatMap(({ jobID, stage, step, stepID, stepResult }) =>
      // Steps inside a composite action have an ID of several parts.
      jobID && stage && step && stepResult && stepID?.length === 1
        ? [`${jobID}: ${stage} ${step}: ${stepResult}`]
        : [],
    ),
    outputs: Object.fromEntries(
      lines.flatMap(({ command, jobID, stepID, name, arg }) =>
        command === 'set-output' ? [[`${jobID ?? ''}.${stepID?.[0] ?? ''}.${name ?? ''}`, arg ?? '']] : [],
      ),
    ),
    log: lines.map(({ jobID = '', msg }) => `${jobID}: ${msg.trimEnd()}`).join('\n'),
  };
}

function lineOf(text: string): Line {
  return text.startsWith('{') ? (JSON.parse(text) as Line) : { msg: text };
}
