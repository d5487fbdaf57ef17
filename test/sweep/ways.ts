/** How a run is broken at one of its requests. */
import type { RequestRecord } from '../../src/endpoint/world/record.js';
import type { Step } from '../support/runner.js';
import type { Stage } from './stage.js';

export interface Way {
  /** Before the work of the request is done (default), or after it. */
  readonly when?: 'before' | 'after';
  /** The runner is lost with the process: there is no post step, and time passes before anybody prunes. */
  readonly lost?: true;
  /** What is being imaged then comes to nothing. */
  readonly imagingFails?: true;
  /** The journal is gone when post comes: it has the tags alone. */
  readonly noJournal?: true;
  /** Only at requests that change something: elsewhere it leaves what another way leaves, or its neighbour. */
  readonly changesOnly?: true;
  /** In processes of their own. */
  readonly process?: true;
  /** What strikes goes on beyond the main step, until it ends by itself. */
  readonly goesOn?: true;
  strike(at: Moment): void;
}

export interface Moment {
  readonly stage: Stage;
  readonly step: Step;
  readonly request: RequestRecord;
  /** Makes the clock of the run jump by so many ms. */
  readonly jump: (ms: number) => void;
}

const HOUR = 3_600_000;
/** GitHub kills a step so long after it was first told to end. */
const GRACE_MS = 10_000;

const kill = ({ step }: Moment) => step.kill('SIGKILL');
const cancel =
  (signal: NodeJS.Signals) =>
  ({ step, stage }: Moment) => {
    step.kill(signal);
    stage.later(GRACE_MS, () => step.kill('SIGKILL'));
  };
const cut =
  (when: 'before' | 'after', times?: number) =>
  ({ stage, request: { action } }: Moment) =>
    stage.control.faults.add({ action, when, kind: 'cut', ...(times !== undefined && { times }) });

export const WAYS: Readonly<Record<string, Way>> = {
  'kill-before': { changesOnly: true, strike: kill },
  'kill-after': { when: 'after', strike: kill },
  'kill-process': { changesOnly: true, when: 'after', process: true, strike: kill },
  'kill-no-journal': { changesOnly: true, when: 'after', noJournal: true, strike: kill },
  'lost-before': { changesOnly: true, lost: true, strike: kill },
  'lost-after': { when: 'after', lost: true, strike: kill },
  'lost-imaging-fails': { changesOnly: true, when: 'after', lost: true, imagingFails: true, strike: kill },
  sigint: { strike: cancel('SIGINT') },
  'sigint-process': { changesOnly: true, process: true, strike: cancel('SIGINT') },
  sigterm: { changesOnly: true, when: 'after', strike: cancel('SIGTERM') },
  'sigterm-process': { changesOnly: true, when: 'after', process: true, strike: cancel('SIGTERM') },
  'cut-before': { changesOnly: true, strike: cut('before', 1) },
  'cut-after': { when: 'after', strike: cut('after', 1) },
  'cut-before-on': { changesOnly: true, strike: cut('before') },
  'cut-after-on': { when: 'after', strike: cut('after') },
  'error-500': {
    strike: ({ stage, request: { action } }) =>
      stage.control.faults.add({ action, kind: 'error', code: 'InternalError', status: 500 }),
  },
  throttle: {
    goesOn: true,
    strike({ stage }) {
      stage.control.faults.add({ kind: 'throttle' });
      stage.later(30_000, () => stage.control.faults.clear());
    },
  },
  denied: {
    strike: ({ stage, request: { action, service } }) =>
      stage.control.faults.add({
        action,
        kind: 'error',
        code: DENIED[service] ?? 'AccessDenied',
        status: 403,
        message: 'You are not authorized to perform this operation.',
      }),
  },
  'clock-forward': { strike: ({ jump }) => jump(2 * HOUR) },
  'clock-back': { strike: ({ jump }) => jump(-2 * HOUR) },
  /** The SDK gives up after 60 s: the work is done, the answer comes too late. */
  late: {
    changesOnly: true,
    when: 'after',
    strike: ({ stage, request: { action } }) =>
      stage.control.faults.add({ action, when: 'after', kind: 'delay', ms: 65_000, times: 1 }),
  },
};

const DENIED: Readonly<Record<string, string>> = {
  ec2: 'UnauthorizedOperation',
  ssm: 'AccessDeniedException',
  kms: 'AccessDeniedException',
};
