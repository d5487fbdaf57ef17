import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { Failure, reason } from '../failure.js';
import type { RefreshUndo } from '../rollout/roll-back.js';
import { makeSealer } from './seal.js';

/** One line of the journal. Never holds a secret: kinds, regions, tokens and IDs only. */
export type JournalLine =
  | {
      readonly do: 'creating';
      readonly entry: number;
      readonly kind: EntryKind;
      readonly region: string;
      /** The client token of the call; of an image its name, of an object its key. */
      readonly token: string;
      /** What undoing it needs to know beside that. */
      readonly about?: About;
      /** For people: `2 × t3.micro in subnet-1`. */
      readonly what: string;
      /** How many things the call makes. */
      readonly count: number;
      /** When, in ms since 1970. */
      readonly at: number;
    }
  | { readonly do: 'made'; readonly entry: number; readonly ids: readonly string[] }
  | { readonly do: 'refused' | 'keep' | 'done' | 'undone'; readonly entry: number };

/** What can be created, and so must be undone. */
export type EntryKind = keyof Abouts;

/** What each kind has to say of a thing beside its token. */
export interface Abouts {
  instances: undefined;
  image: undefined;
  /** The bucket that the object is in. */
  object: { readonly bucket: string };
  /** The token is the client token. By the others it is found that was never answered about. */
  'template-version': {
    readonly templateId: string;
    readonly description: string;
    readonly run: string;
    /** The group that it is made for. */
    readonly group: string;
  };
  /** The token is the client token of the launch template that is made. */
  template: TemplateUndo;
  /** The token is the group's name; `made`: what goes with it. */
  group: { readonly made?: TemplateMade };
  /** The token is the group's name. */
  refresh: RefreshUndo;
}

/** How a launch template is found again, and what may have come to use it. */
export interface TemplateUndo {
  readonly name: string;
  /** Of its first version. */
  readonly description: string;
  /** The group that it was made for. */
  readonly group: string;
}

/** A launch template, or one version of it, that was made for a group. */
export interface TemplateMade {
  readonly id: string;
  /** Undefined: all of it. */
  readonly version?: number;
}

export type About = NonNullable<Abouts[EntryKind]>;

export interface Journal {
  /** On the disk before it returns, so that a process killed in the next instant has told. */
  append(line: JournalLine): void;
}

/**
 * Never through a link that somebody has put in its place. Windows knows no such flag: there it is none.
 * Its first opening makes the file, and takes none that is there already.
 */
const APPEND = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW | 0);

/**
 * A journal at `file`, readable by its owner alone. It is there, empty, before anything is noted: a step that never
 * creates has an empty journal, and one that is missing was lost.
 *
 * @param key what its lines are sealed with: other steps of the job can write in the folder, but don't know it
 */
export function fileJournal(file: string, key: string): Journal {
  const sealer = makeSealer(key);
  writable(() => {
    mkdirSync(path.dirname(file), { recursive: true });
    closeSync(openSync(file, APPEND | constants.O_EXCL, 0o600));
  });
  return {
    append: (line) =>
      writable(() => {
        const handle = openSync(file, APPEND, 0o600);
        try {
          sealer.seal(JSON.stringify(line), (sealed) => writeWhole(handle, `${sealed}\n`));
        } finally {
          closeSync(handle);
        }
      }),
  };
}

/** All of the line is on the disk, or it throws and none of it is in the file. */
function writeWhole(handle: number, line: string): void {
  const before = fstatSync(handle).size;
  try {
    const bytes = Buffer.from(line);
    // A disk that gets full takes a part, and says so of the rest alone.
    for (let from = 0; from < bytes.length;) from += writeSync(handle, bytes, from);
    fsyncSync(handle);
  } catch (thrown) {
    try {
      // The next line must not stick to a part of this one.
      ftruncateSync(handle, before);
    } catch {
      // What kept the line from being written tells more.
    }
    throw thrown;
  }
}

/** What could not be noted must not be made: nobody would end it. */
function writable(write: () => void): void {
  try {
    write();
  } catch (thrown) {
    throw new Failure('journal-unwritable', `What this step makes could not be noted: ${reason(thrown)}.`, {
      advice: "The runner's temporary folder (RUNNER_TEMP) has to be writable; is its disk full?",
      cause: thrown,
    });
  }
}

/** More than the notes of a step with a thousand places. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What another process wrote, perhaps until it was killed in the middle of a line. */
export interface ReadBack {
  readonly lines: readonly JournalLine[];
  /** Somebody else has written to it: the lines are those before that. */
  readonly forged: boolean;
}

/**
 * The lines of a journal that were sealed with this key. `undefined` when there is no such file.
 */
export function readJournal(file: string, key: string): ReadBack | undefined {
  const whole = wholeLines(file);
  if (whole === undefined) return undefined;
  const sealer = makeSealer(key);
  const lines: JournalLine[] = [];
  for (const line of whole) {
    const text = sealer.open(line);
    if (text === undefined) return { lines, forged: true };
    lines.push(JSON.parse(text) as JournalLine);
  }
  return { lines, forged: false };
}

/**
 * What the journal of another step says, whose key is not known: to be believed of nothing but what the step's own tag
 * confirms.
 */
export function readUnsealed(file: string): JournalLine[] {
  return (wholeLines(file) ?? []).flatMap((line) => {
    try {
      const said = JSON.parse(line.split('\t')[0] ?? '') as unknown;
      return isLine(said) ? [said] : [];
    } catch {
      return [];
    }
  });
}

/** Without the last one where a kill has cut it: its call was never sent. */
function wholeLines(file: string): string[] | undefined {
  try {
    // What is no file of ours is as good as lost: a link may lead anywhere, a pipe or a device never ends.
    const facts = lstatSync(file);
    if (!facts.isFile() || facts.size > MOST_BYTES) return undefined;
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return undefined;
  }
}

/** What each kind's line says about the thing, without which nobody can undo it. */
const ABOUT: Readonly<Record<EntryKind, readonly string[]>> = {
  instances: [],
  image: [],
  object: ['bucket'],
  'template-version': ['templateId', 'description', 'run', 'group'],
  template: ['name', 'description', 'group'],
  group: [],
  refresh: ['target', 'preferences'],
};

/** Whether this can be a line of ours, whatever lies in the file. */
function isLine(read: unknown): read is JournalLine {
  const line = (read ?? {}) as Partial<Record<string, unknown>>;
  if (typeof line['entry'] !== 'number') return false;
  const strings = (one: unknown): one is readonly string[] =>
    Array.isArray(one) && one.every((id) => typeof id === 'string');
  switch (line['do']) {
    case 'creating':
      return isIntent(line);
    case 'made':
      return strings(line['ids']);
    default:
      return ['refused', 'keep', 'done', 'undone'].includes(String(line['do']));
  }
}

function isIntent(line: Partial<Record<string, unknown>>): boolean {
  const kind = String(line['kind']);
  if (!Object.hasOwn(ABOUT, kind)) return false;
  const about = (line['about'] ?? {}) as Partial<Record<string, unknown>>;
  return (
    ['region', 'token', 'what'].every((name) => typeof line[name] === 'string') &&
    ['count', 'at'].every((name) => typeof line[name] === 'number') &&
    ABOUT[kind as EntryKind].every((name) => about[name] !== undefined)
  );
}

/** A step's journal: one file each, in the folder that GitHub empties at the start of every job. */
export function journalName(step: string): string {
  return `ami-launch-${step}.jsonl`;
}

/** The step whose journal a file is; `undefined` for any other file. */
export function stepOfJournal(file: string): string | undefined {
  return /^ami-launch-([0-9a-f]{32})\.jsonl$/.exec(file)?.[1];
}
