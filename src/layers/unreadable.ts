import { grouped } from '../grouped.js';
import type { Unreadable } from '../workspace.js';
import type { Problem } from './problem.js';

/** Why a file that an input names can't be read, for who wrote its name. */
export function unreadable(found: Unreadable, workspace: string): Problem {
  switch (found.why) {
    case 'outside':
      return {
        message:
          'The file is outside the workspace. Only files of the repository checked out there can be taken.',
      };
    case 'folder':
    case 'no-file':
      return { message: 'This is not an ordinary file.' };
    case 'too-big':
      return {
        message: `The file has more than ${grouped(found.most)} bytes. What is big may lie beside a script in its folder, or be downloaded by it.`,
      };
    case 'missing':
      return {
        message: `There is no such file in ${workspace}. Is the path relative to the repository's root, and does actions/checkout run before this step?`,
      };
    case 'unreadable':
      return { message: `The file can't be read (${found.code}).` };
  }
}
