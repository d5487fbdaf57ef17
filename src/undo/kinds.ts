import type { AutoScalingSender, Ec2Sender, S3Sender } from '../aws/calls.js';
import type { ReadContext } from '../context.js';
import { undoImages } from './images.js';
import { undoInstances } from './instances.js';
import type { EntryKind } from './journal.js';
import type { OpenEntry } from './ledger.js';
import { undoGroups } from './groups.js';
import { undoObjects } from './objects.js';
import { undoRefreshes } from './refreshes.js';
import { undoTemplates, undoTemplateVersions } from './templates.js';

export type UndoContext = Pick<ReadContext, 'clock' | 'signal' | 'log' | 'step'> & {
  readonly ec2: Ec2Sender;
  readonly s3: S3Sender;
  readonly autoscaling: AutoScalingSender;
};

/** The IDs of what stays, though it has the step's tag. */
export interface Kept {
  readonly kept: readonly string[];
}

export interface UndoLimits {
  /**
   * How long to look for what an unanswered call may have made, in ms. EC2 shows new instances after
   * seconds; a main step that is being killed has no such time and leaves it to post.
   */
  readonly lookForMs: number;
  /** How long to disbelieve that EC2 does not know an instance that it made, in ms. */
  readonly patienceMs: number;
  /** How long one throttled call may hold up all that is left to undo, in ms. */
  readonly throttlePatienceMs: number;
  /** How long to wait until a group is rolled back, in ms; 0: it is only told to. */
  readonly rollBackMs: number;
}

export interface Undone {
  readonly ended: readonly string[];
  /** Made not long ago, and not known to EC2 to the end of our patience: it may turn up yet. */
  readonly unknown: readonly string[];
  /** What is still on its way, in sentences: the entries stay open. */
  readonly pending?: readonly string[];
  /** What is again as it was, in sentences. */
  readonly back?: readonly string[];
}

/** Undoes all entries of one kind and region. */
export type Undo = (
  entries: readonly OpenEntry[],
  limits: UndoLimits,
  context: UndoContext & Kept,
) => Promise<Undone>;

/** A kind of thing that can be created but not undone does not compile. */
export const UNDO: Readonly<Record<EntryKind, Undo>> = {
  instances: undoInstances,
  image: undoImages,
  object: undoObjects,
  'template-version': undoTemplateVersions,
  template: undoTemplates,
  group: undoGroups,
  refresh: undoRefreshes,
};
