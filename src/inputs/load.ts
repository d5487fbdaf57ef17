import * as v from 'valibot';
import type { FileTarget } from '../layers/files/target.js';
import type { LayerProblem } from '../layers/problem.js';
import { fileTarget } from './files-grammar.js';
import { splitList } from './grammar.js';
import { type ReadLock, readLocks } from './lock-file.js';
import { givenInputs, unknownInputs } from './read.js';
import { withoutEffect } from './modes.js';
import { InputError, type Problem } from './problem.js';
import { requestOf } from './make-request.js';
import type { Request } from './request.js';
import { MODES } from './rows/run.js';
import { brokenRules } from './rules.js';
import { type InputName, type InputRow, INPUTS } from './table.js';

type Read<Row> = Row extends { grammar: infer G extends v.GenericSchema | v.GenericSchemaAsync }
  ? v.InferOutput<G>
  : never;

/** The inputs by their own names, as their grammars read them. */
export type Values = {
  readonly [Name in InputName]: (typeof INPUTS)[Name] extends { default: string }
    ? Read<(typeof INPUTS)[Name]>
    : Read<(typeof INPUTS)[Name]> | undefined;
};

/** What inputs name in the repository. */
export interface Files {
  /** Tells what is wrong with these layers. */
  readonly checkLayers: (paths: readonly string[]) => Promise<readonly LayerProblem[]>;
  /** Tells what is wrong with these files. */
  readonly checkFiles: (targets: readonly FileTarget[]) => Promise<readonly LayerProblem[]>;
  readonly readLock: ReadLock;
}

const NO_FILES: Files = {
  checkLayers: () => Promise.resolve([]),
  checkFiles: () => Promise.resolve([]),
  readLock: () => Promise.resolve({ missing: [] }),
};

/**
 * The request that the environment holds.
 * Throws one `InputError` with everything that is wrong; nothing has been asked of AWS by then. Where something is,
 * the files that they name are looked at too, so that nobody has to come back for them.
 */
export async function loadRequest(
  env: Readonly<Record<string, string | undefined>>,
  { checkLayers, checkFiles, readLock }: Files = NO_FILES,
): Promise<Request> {
  const given = givenInputs(env);
  const read = await readAll(given);
  // A list may have a million wrong items: more than a call takes arguments.
  const problems = [...unknownInputs(given, Object.keys(INPUTS)), ...read.problems];
  // Rules look at several inputs together: they can be asked only when each of them was understood.
  if (read.values !== undefined) {
    problems.push(...brokenRules(read.values));
  }
  const mode = MODES.find((one) => one === (given.get('mode') ?? INPUTS.mode.default));
  if (mode !== undefined) problems.push(...withoutEffect(given, mode));
  const locks = await readLocks(given, readLock);
  if (read.values === undefined || problems.length + locks.problems.length > 0) {
    const linesOf = (input: InputName) => splitList(given.get(input) ?? '', /\n/);
    throw new InputError(problems, {
      layers: await checkLayers([...linesOf('bake'), ...linesOf('app')]),
      files: await checkFiles(linesOf('files').flatMap(readTarget)),
      locks: locks.problems,
    });
  }
  return requestOf(read.values, locks);
}

/** Where it can be read. */
function readTarget(line: string): FileTarget[] {
  const { success, output } = v.safeParse(fileTarget(), line);
  return success ? [output] : [];
}

async function readAll(
  given: ReadonlyMap<string, string>,
): Promise<{ values?: Values; problems: Problem[] }> {
  const rows = Object.entries(INPUTS) as [InputName, InputRow][];
  const entries = rows.map(([name, row]) => [name, v.optionalAsync(row.grammar, row.default)] as const);
  const schema = v.objectAsync(Object.fromEntries(entries));
  const texts = Object.fromEntries(rows.map(([name]) => [name, given.get(name)] as const));
  const result = await v.safeParseAsync(schema, texts, { abortPipeEarly: true });
  if (!result.success) return { problems: result.issues.map(problemOf) };
  return { values: result.output as unknown as Values, problems: [] };
}

function problemOf(issue: v.BaseIssue<unknown>): Problem {
  const input = String(issue.path?.[0]?.key);
  const { secret }: Partial<InputRow> = INPUTS[input as InputName];
  const given = secret ? {} : { given: String(issue.input) };
  return { input, ...given, expected: issue.message };
}
