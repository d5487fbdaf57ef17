import type {
  AutoScalingSender,
  Ec2Sender,
  KmsSender,
  ReadingAutoScaling,
  ReadingEc2,
  ReadingKms,
  ReadingSsm,
  SsmSender,
} from './aws/calls.js';
import type { Clients } from './aws/clients.js';
import type { DryRun } from './aws/dry-run.js';
import type { KnownFacts } from './modes/result.js';
import type { OutputName } from './report/output-table.js';
import type { Ledger } from './undo/ledger.js';

/** Time, as a run sees it. Tests pass one that jumps. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Where in the workspace a problem stands. */
export interface Place {
  readonly file: string;
  readonly line?: number;
}

/** What a run tells its reader. Sentences, never data structures. */
export interface Log {
  say(sentence: string): void;
  /** Shown only when GitHub's step debug logging is on. */
  detail(sentence: string): void;
  /** Becomes an annotation. */
  warn(sentence: string, place?: Place): void;
  error(sentence: string, place?: Place): void;
  /** A foldable part of the log, closed whatever happens inside. */
  group<T>(title: string, inside: () => Promise<T>): Promise<T>;
}

/** GitHub's side of a step. */
export interface Runner {
  setOutput(name: OutputName, value: string): void;
  /** Kept by GitHub for the post step, even when the process is killed right after. */
  saveState(name: string, value: string): void;
  /** What `saveState` kept in the main step; `undefined` when it kept nothing. */
  readState(name: string): string | undefined;
  writeSummary(markdown: string): Promise<void>;
  setFailed(): void;
}

/** Who runs this, and where. Plain data, made once from the environment. */
export interface RunInfo {
  /** `OWNER/REPO`, or `local/local` outside GitHub. */
  readonly repository: string;
  readonly runId: string;
  readonly attempt: string;
  readonly workflow: string;
  /** The job's ID in the workflow: the same in every leg of a matrix. */
  readonly job: string;
  /** The step's `id`, or a name that GitHub makes for it. */
  readonly action: string;
  readonly sha: string;
  /** The branch or tag: `refs/heads/main`, `refs/pull/12/merge`. */
  readonly ref: string;
  /** `https://github.com`, or an Enterprise Server's. */
  readonly serverUrl: string;
  /** Folder that layers are read from. */
  readonly workspace: string;
  /** Folder that GitHub empties at the start of each job. */
  readonly tempDir: string;
}

/** AWS in one region, as far as it changes nothing. */
export interface ReadingClients {
  readonly ec2: Ec2Sender<ReadingEc2>;
  readonly ssm: SsmSender<ReadingSsm>;
  readonly kms: KmsSender<ReadingKms>;
  readonly autoscaling: AutoScalingSender<ReadingAutoScaling>;
  /** Asks whether EC2 would do a call, any call, without doing it. */
  readonly dryRun: DryRun;
}

/** What every mode may use. The reading half of a run gets this and so cannot change anything. */
export interface ReadContext extends ReadingClients {
  /** AWS in another region. */
  readonly at: (region: string) => ReadingClients;
  /** The region that `ec2` asks. Throws a `Failure` when none is configured. */
  region(): Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the run is cancelled. Every wait listens to it. */
  readonly signal: AbortSignal;
  readonly run: RunInfo;
  /** This step's own random name, 32 hex digits: the value of the tag `ami-launch:step`. */
  readonly step: string;
  /** Facts that the reader, or later steps, may need however this run ends: outputs are set from them at once. */
  readonly announce: (facts: KnownFacts) => void;
  /** A part of the run, with its foldable part of the log and its bar in the timeline. */
  readonly phase: <T>(title: string, inside: () => Promise<T>) => Promise<T>;
}

/** What the writing half gets beside it: the calls that change things, and the ledger that undoes them. */
export interface WriteContext extends ReadContext, Omit<Clients, 'region'> {
  readonly ec2: Clients['ec2'];
  readonly ssm: Clients['ssm'];
  readonly kms: Clients['kms'];
  readonly autoscaling: Clients['autoscaling'];
  readonly at: (region: string) => Clients;
  readonly ledger: Ledger;
}
