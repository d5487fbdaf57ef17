/** What is run, broken, and run again. */
import type { WorldDump } from '../../src/endpoint/world/dump.js';
import type { Job, StepEnd } from '../support/runner.js';
import type { Files, Stage } from './stage.js';

export type Inputs = Readonly<Record<string, string>>;

export interface Scenario {
  readonly files: Files;
  /** The most instances that one call may make. */
  readonly most: number;
  /** Makes what is there before, in part by earlier steps of the same job; answers the inputs. */
  setUp(stage: Stage, job: Job): Promise<Inputs>;
  /** Instances, images and the like that were there before and that this run is to remove. */
  removes?(before: WorldDump): readonly string[];
  /** Whether the run goes on in the job of the broken one: what it is about is known to that alone. */
  readonly sameJob?: true;
  /** Ends up as it was, or as it was to be: in words what is not so. After every run, and what belongs to it. */
  whole?(before: WorldDump, now: WorldDump): readonly string[];
  /** What is not again as it was after a run that did not succeed and was cleaned up after. `ended`: as that run left it. */
  back?(before: WorldDump, ended: WorldDump, now: WorldDump): readonly string[];
  /** It fails though nothing breaks it; this takes away why, and answers the files with which the next run is to go well. */
  heal?(stage: Stage): Files;
  /** What is not as a run that succeeded has to leave it. */
  right(end: StepEnd, now: WorldDump, before: WorldDump): readonly string[];
  /** What prune needs to know beside the region. */
  readonly prune?: Inputs;
}

/** The region's part of the dump, which is there as soon as anybody asked for anything in it. */
export function inRegion({ regions }: WorldDump, name: string) {
  const region = regions[name];
  if (region === undefined) throw new Error(`Nobody asked for anything in ${name}.`);
  return region;
}

/** An assertion in words. */
export function unless(holds: boolean, words: string): string[] {
  return holds ? [] : [words];
}
