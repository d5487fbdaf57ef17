/**
 * Mermaid diagrams, in syntax that every version since 10 reads. GitHub had 11.17.2 in autumn 2026
 * (mermaid-js/mermaid#8289).
 */
import { fenced, type Markdown } from './markdown.js';
import { oneLine } from './untrusted.js';

/** Longer labels make a diagram that nobody can read. */
const LONGEST = 60;

/**
 * A text as one line of a label. Whatever could mean something to Mermaid, to the Markdown that it reads labels as or to HTML becomes
 * an entity: every sign but letters, digits and blanks, and signs that join two of those, as in names and IDs.
 */
export function label(text: string): string {
  const signs = Array.from(oneLine(text));
  const shown = signs.length > LONGEST ? `${signs.slice(0, LONGEST - 1).join('')}…` : signs.join('');
  return shown
    .replace(/(?<![A-Za-z0-9])[./_-]|[./_-](?![A-Za-z0-9])|[^A-Za-z0-9 ,./_-]/gu, entity)
    .replace(/(?<=www)\./gi, entity);
}

function entity(sign: string): string {
  return `#${sign.codePointAt(0) ?? 32};`;
}

export type Look = 'image' | 'input' | 'made' | 'planned' | 'failed';

/** Fill, line and text of GitHub's own palette: each readable on a light and on a dark page. */
const LOOKS: Readonly<Record<Look, string>> = {
  image: 'fill:#ddf4ff,stroke:#0969da,color:#0a3069',
  input: 'fill:#fbefff,stroke:#8250df,color:#3e1f79',
  made: 'fill:#dafbe1,stroke:#1a7f37,color:#0f5323',
  planned: 'fill:#f6f8fa,stroke:#59636e,color:#25292e,stroke-dasharray:4 3',
  failed: 'fill:#ffebe9,stroke:#cf222e,color:#82071e',
};

export interface Node {
  /** Letters. */
  readonly id: string;
  readonly look: Look;
  readonly lines: readonly string[];
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly says: string;
  /** It did not happen, or not yet. */
  readonly dotted?: boolean;
}

export function flowchart(nodes: readonly Node[], edges: readonly Edge[]): Markdown {
  const looks = [...new Set(nodes.map(({ look }) => look))];
  return fenced(
    [
      // Names of images are long, and unreadable in pieces.
      '%%{init: {"flowchart": {"wrappingWidth": 400}}}%%',
      'flowchart LR',
      ...nodes.map(({ id, look, lines }) => `  ${id}["${lines.map(label).join('<br/>')}"]:::${look}`),
      ...edges.map(({ from, to, says, dotted }) => {
        const arrow = dotted === true ? '-.->' : '-->';
        return `  ${from} ${arrow}|"${label(says)}"| ${to}`;
      }),
      ...looks.map((look) => `  classDef ${look} ${LOOKS[look]}`),
    ].join('\n'),
    'mermaid',
  );
}

export interface Bar {
  readonly title: string;
  /** Both in ms since the chart's begin. */
  readonly from: number;
  readonly to: number;
  readonly look: 'done' | 'active' | 'crit';
}

export interface Section {
  /** Words of ours. */
  readonly title: string;
  readonly bars: readonly Bar[];
}

/** The first sign of what a line of a Gantt chart could take for something else than a task's name. */
const KEYWORD =
  /^(?=gantt|date|inclu|exclu|top|axis|tick|today|week|title|acc|section|click|call|href|end|\d)[a-z\d]/i;

/** Below this, Mermaid would label parts of a second, each with the same whole number. */
const SHORT_MS = 12_000;

/** Times on the axis are in seconds since its begin. */
export function gantt(sections: readonly Section[]): Markdown {
  const end = Math.max(...sections.flatMap(({ bars }) => bars.map(({ to }) => to)));
  return fenced(
    [
      'gantt',
      '  title Seconds since the run began',
      '  dateFormat x',
      // Seconds since 1970, where the chart begins: the only unit that no time zone shifts.
      '  axisFormat %s',
      ...(end < SHORT_MS ? ['  tickInterval 1second'] : []),
      '  todayMarker off',
      ...sections.flatMap(({ title, bars }) => [`  section ${title}`, ...bars.map(barLine)]),
    ].join('\n'),
    'mermaid',
  );
}

function barLine({ title, from, to, look }: Bar): string {
  const name = label(title).replace(KEYWORD, entity) || entity('·');
  return `  ${name} :${look}, ${Math.round(from)}, ${Math.round(to)}`;
}
