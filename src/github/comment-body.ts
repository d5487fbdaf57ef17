/** The text of the comment on the pull request: the summary's page, found again by a marker, within GitHub's limit. */
import type { RunInfo } from '../context.js';
import { runUrl } from './run-url.js';

/** GitHub refuses more: "body is too long (maximum is 65536 characters)". */
const LONGEST = 65_536;

/**
 * The first line of the comment, which nobody sees: workflow, job, step and the input `name`. Percent signs keep
 * whatever those hold from ending it.
 */
export function marker({ workflow, job, action }: RunInfo, name: string | undefined): string {
  const parts = [workflow, job, action, ...(name === undefined ? [] : [name])];
  return `<!-- ami-launch: ${parts.map(encodeURIComponent).join(' / ')} -->`;
}

/** `commit`: the one that the page is about. */
export function commentBody(page: string, mark: string, run: RunInfo, commit: string): string {
  const foot = `\n<sub>From [run ${run.runId}](${runUrl(run)}) for ${commit.slice(0, 10)}.</sub>\n`;
  const room = LONGEST - mark.length - foot.length - 1;
  return `${mark}\n${shortened(withoutMentions(page), room, runUrl(run))}${foot}`;
}

const FENCE = /^(`{3,})(\w*)/;

/** Names with an @ would be told of it, by mail. A word joiner, which nobody sees, keeps them out; in fences there is no need. */
function withoutMentions(page: string): string {
  let fence: string | undefined;
  const quiet = (line: string) => {
    const ticks = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      if (ticks === fence) fence = undefined;
      return line;
    }
    fence = ticks;
    // Addresses of links stay as they are.
    return line.replace(/\]\([^)]*\)|(?<!\w)@(?=\w)/g, (found) => (found === '@' ? '@\u2060' : found));
  };
  return page.split('\n').map(quiet).join('\n');
}

/** The lines that fit, with all that they opened closed again, and where the rest is. */
function shortened(page: string, room: number, url: string): string {
  if (page.length <= room) return page;
  const note = `\n\n**Too long for a comment.** All of it is in the [summary of the run](${url}).\n`;
  const kept: string[] = [];
  const open: Open = { fence: undefined, drawing: undefined, details: 0 };
  let left = room - note.length;
  for (const line of page.split('\n')) {
    follow(open, line, kept.length);
    left -= line.length + 1;
    if (left < closing(open).length) break;
    kept.push(line);
  }
  return closed(kept) + note;
}

/** What the lines so far have opened. */
interface Open {
  fence: string | undefined;
  /** The line at which a diagram begins: half a diagram is none. */
  drawing: number | undefined;
  details: number;
}

function follow(open: Open, line: string, at: number): void {
  const [, ticks, language] = FENCE.exec(line) ?? [];
  if (open.fence !== undefined) {
    if (ticks === open.fence) Object.assign(open, { fence: undefined, drawing: undefined });
  } else if (ticks !== undefined) {
    Object.assign(open, { fence: ticks, drawing: language === 'mermaid' ? at : undefined });
  } else {
    open.details += line.split('<details').length - line.split('</details>').length;
  }
}

function closing({ fence, details }: Open): string {
  return (fence === undefined ? '' : `\n${fence}`) + '\n\n</details>'.repeat(Math.max(0, details));
}

function closed(lines: readonly string[]): string {
  const open: Open = { fence: undefined, drawing: undefined, details: 0 };
  for (const [at, line] of lines.entries()) follow(open, line, at);
  if (open.drawing === undefined) return lines.join('\n') + closing(open);
  return lines.slice(0, open.drawing).join('\n') + closing({ ...open, fence: undefined });
}
