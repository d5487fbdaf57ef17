import { Failure } from '../failure.js';
import { andMore, few } from '../few.js';

/** One thing that is wrong with one layer, told to the person who wrote it. Plain data. */
export interface LayerProblem {
  /** The layer's name: its path as the user wrote it. */
  readonly layer: string;
  /** The line in the layer's file, counted from 1; absent when the problem isn't on a line. */
  readonly line?: number;
  /** What is wrong and what would be right, in a sentence or two. */
  readonly message: string;
}

/** A problem of a layer whose name is known from elsewhere. */
export type Problem = Omit<LayerProblem, 'layer'>;

/** Thrown with all the problems that the layers have, never with only the first. */
export class LayerFailure extends Failure {
  readonly problems: readonly LayerProblem[];
  /** What goes before the problems. */
  readonly summary: string | undefined;

  /**
   * @param id `layers-unreadable`, `layers-unfit`, `secret-in-user-data` or `user-data-too-big`; see the functions that
   * throw it
   * @param more `summary` goes before the problems, `advice` is for all of them together
   */
  constructor(
    id: string,
    problems: readonly LayerProblem[],
    more: { summary?: string; advice?: string } = {},
  ) {
    const { summary, ...rest } = more;
    super(
      id,
      [
        ...(summary === undefined ? [] : [summary]),
        ...few(problems).map(describeProblem),
        ...andMore(problems),
      ].join('\n'),
      rest,
    );
    this.name = 'LayerFailure';
    this.problems = problems;
    this.summary = summary;
  }
}

/** `web/setup.sh:12: message`, the form that editors and GitHub's log make clickable. */
export function describeProblem({ layer, line, message }: LayerProblem): string {
  return `${layer}${line === undefined ? '' : `:${line}`}: ${message}`;
}

/** The problems of one layer, with its name on them. */
export function inLayer(layer: string, problems: readonly Problem[]): LayerProblem[] {
  return problems.map((problem) => ({ layer, ...problem }));
}
