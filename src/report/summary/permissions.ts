import { policyText } from '../../aws/permissions.js';
import type { Permissions } from '../../modes/permissions.js';
import { alert, blocks, code, fenced, joined, type Markdown, words } from '../markdown.js';

/** Whether the credentials may do what is planned, and what to paste where they may not. */
export function permissionsPart({ missing, unchecked, statements }: Permissions): Markdown {
  const title = words`### Permissions`;
  const open =
    unchecked.length === 0
      ? undefined
      : words`${missing.length === 0 ? 'Nothing else could be found missing, but these' : 'These'} could not be asked about: ${names(unchecked)}.`;
  if (missing.length === 0)
    return blocks(title, words`✅ None of those that could be asked about is missing.`, open);
  return blocks(
    title,
    alert('CAUTION', words`The credentials may not do all of it. Missing: ${names(missing)}.`),
    statements.length === 0 ? undefined : words`A policy for the role that allows it:`,
    statements.length === 0 ? undefined : fenced(policyText(statements), 'json'),
    open,
  );
}

function names(actions: readonly string[]): Markdown {
  return joined(actions.map(code), ', ');
}
