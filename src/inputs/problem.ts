import { Failure } from '../failure.js';
import { andMore, few } from '../few.js';
import { describeProblem, type LayerProblem } from '../layers/problem.js';

/** One thing that is wrong with what the user gave. */
export interface Problem {
  /** The input as `action.yml` spells it. */
  readonly input: string;
  /** What was given; left out where it says nothing (an input that is missing) or where it may be secret. */
  readonly given?: string;
  /** What would be right, as it follows the word "expected". */
  readonly expected: string;
}

const MOST_SHOWN = 80;

/** `count: got "three"; expected a whole number from 1 to 1000` */
export function problemSentence({ input, given, expected }: Problem): string {
  return given === undefined
    ? `${input}: expected ${expected}`
    : `${input}: got ${quoted(given)}; expected ${expected}`;
}

/** `a, b or c` */
export function either(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' or ');
}

function quoted(given: string): string {
  const shown = given.length > MOST_SHOWN ? `${given.slice(0, MOST_SHOWN)}…` : given;
  return JSON.stringify(shown);
}

/** What is wrong with files that inputs name: with lock files, those of `files`, and layers. */
interface NamedFiles {
  readonly locks?: readonly LayerProblem[];
  readonly files?: readonly LayerProblem[];
  readonly layers?: readonly LayerProblem[];
}

/** Everything that is wrong with the inputs, at once, before the first AWS call. */
export class InputError extends Failure {
  readonly problems: readonly Problem[];
  /** What is wrong with the files that they name. */
  readonly named: readonly LayerProblem[];

  constructor(problems: readonly Problem[], { locks = [], files = [], layers = [] }: NamedFiles = {}) {
    const told = [
      ...problems.map(problemSentence),
      ...locks.map(describeProblem),
      ...files.map((problem) => `files: ${describeProblem(problem)}`),
      ...layers.map((problem) => `app: ${describeProblem(problem)}`),
    ];
    const count = told.length === 1 ? 'One input is' : `${told.length} inputs are`;
    const list = [...few(told), ...andMore(told)].map((sentence) => `\n  - ${sentence}`).join('');
    super('bad-input', `${count} not right. Nothing was asked of AWS.${list}`);
    this.problems = problems;
    this.named = [...locks, ...files, ...layers];
  }
}
