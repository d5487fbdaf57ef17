import type { Problem } from '../problem.js';

/** What Linux before 5.1 reads of a first line, "#!" and all; what is behind that is cut off, or refused since. */
const LONGEST = 127;

/** Programs that take an option for each argument; one that Linux hands them has blanks in it. */
const TAKES_ONE = /^\/(?:\S*\/)?(?:sh|bash|dash|ash|ksh|mksh|zsh)$/;

/**
 * What is wrong with a "#!" line, without its end. Linux hands all that follows the program to it as one argument.
 * Source: execve(2), "Interpreter scripts".
 */
export function firstLineProblems(line: string): Problem[] {
  if (!line.startsWith('#!')) return [];
  const [program = '', ...words] = line.slice(2).trim().split(/\s+/);
  const message = programProblem(program) ?? lengthProblem(line) ?? argumentProblem(program, words);
  return message === undefined ? [] : [{ line: 1, message }];
}

function programProblem(program: string): string | undefined {
  if (program === '') return 'The "#!" line names no program. Write "#!/bin/sh", say.';
  return program.startsWith('/')
    ? undefined
    : `The "#!" line names "${program}", but Linux wants a whole path: "#!/usr/bin/env ${program.replace(/^.*\//, '')}", say.`;
}

function lengthProblem({ length }: string): string | undefined {
  return length > LONGEST
    ? `The "#!" line has ${length} characters, of which Linux reads ${LONGEST}. Call the program in the script, with its options.`
    : undefined;
}

function argumentProblem(program: string, words: readonly string[]): string | undefined {
  if (words.length < 2) return undefined;
  const all = words.join(' ');
  if (/^\/(?:\S*\/)?env$/.test(program) && !/^(?:-\w*S|--split-string)/.test(words[0] ?? '')) {
    return `Linux hands "${all}" to env as one word, the name of a program that isn't there. Write "#!/usr/bin/env -S ${all}".`;
  }
  return TAKES_ONE.test(program)
    ? `Linux hands "${all}" to ${program} as one argument. Set options in the script: "set ${all}".`
    : undefined;
}
