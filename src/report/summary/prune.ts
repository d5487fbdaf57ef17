import type { Pruned, PruneResult, Stayed } from '../../modes/result.js';
import { blocks, code, details, joined, type Markdown, prose, table, words } from '../markdown.js';
import { grouped } from '../../grouped.js';
import { linked } from './console-link.js';
import { counted } from './words.js';

/** What went, what stayed and why. */
export function prunePage(result: PruneResult): Markdown {
  return blocks(words`## 🧹 ${title(result)}`, pruneParts(result));
}

function title({ dryRun, gone }: PruneResult): string {
  if (gone.length === 0) return 'There is nothing to remove';
  const things = gone.map(({ kind, count }) => counted(count, kind)).join(', ');
  return `${dryRun ? 'Would remove' : 'Removed'} ${things}`;
}

/** All of it but the headline. */
export function pruneParts(result: PruneResult): Markdown {
  const { region, repository, images, lineages, gone, stayed, dryRun } = result;
  const gib = gone.reduce((sum, one) => sum + one.gib, 0);
  return blocks(
    dryRun ? words`Nothing was changed: this is what \`dry-run: false\` would do now.` : undefined,
    joined(
      [
        code(region),
        repository === undefined ? words`the whole account` : code(repository),
        words`${counted(images, 'image')} of ${counted(lineages, 'lineage')}`,
        gib === 0
          ? undefined
          : words`snapshots of volumes of ${grouped(gib)} GiB ${dryRun ? 'would go' : 'went'}`,
      ],
      ' · ',
    ),
    leftPart(result),
    wentPart(gone, result),
    stayedPart(stayed, region),
  );
}

function leftPart({ left, region }: PruneResult): Markdown | undefined {
  if (left.count === 0) return undefined;
  return blocks(
    words`### Could not be removed`,
    table(left.first, [
      { head: 'What', cell: ({ kind }) => kind },
      { head: 'ID', cell: ({ kind, id }) => thing(kind, id, region) },
      { head: 'Name', cell: ({ name }) => code(name) },
      { head: 'Why not', cell: ({ why }) => prose(why) },
    ]),
    more(left.count, left.first.length),
  );
}

function wentPart(gone: readonly Pruned[], { region, dryRun }: PruneResult): Markdown | undefined {
  const all = gone.flatMap(({ kind, first }) => first.map((one) => ({ ...one, kind })));
  const count = gone.reduce((sum, one) => sum + one.count, 0);
  if (all.length === 0) return undefined;
  return blocks(
    words`### ${dryRun ? 'Would go' : 'Went'}`,
    table(all, [
      { head: 'What', cell: ({ kind }) => kind },
      { head: 'ID', cell: ({ kind, id }) => thing(kind, id, region) },
      { head: 'Name', cell: ({ name }) => code(name) },
      { head: 'Why', cell: ({ why }) => words`${why}` },
    ]),
    more(count, all.length),
  );
}

function stayedPart(stayed: readonly Stayed[], region: string): Markdown | undefined {
  if (stayed.length === 0) return undefined;
  return blocks(
    words`### Stays`,
    table(stayed, [
      { head: 'Images', align: 'right', cell: ({ count }) => grouped(count) },
      { head: 'Why', cell: ({ why }) => prose(why) },
      {
        head: 'Such as',
        cell: ({ first }) =>
          joined(
            first.slice(0, 3).map(({ id }) => linked('image', id, region)),
            ', ',
          ),
      },
    ]),
    usedPart(stayed, region),
  );
}

/** Those for which somebody can do something. */
function usedPart(stayed: readonly Stayed[], region: string): Markdown | undefined {
  const used = stayed.flatMap(({ first }) => first).filter(({ more: by }) => by !== undefined);
  const rows = table(used, [
    { head: 'Image', cell: ({ id }) => linked('image', id, region) },
    { head: 'Name', cell: ({ name }) => code(name) },
    { head: 'By, or with', cell: ({ more: by = '' }) => words`${by}` },
  ]);
  return rows && details('What is in use or shared', rows);
}

function thing(kind: Pruned['kind'], id: string, region: string): Markdown {
  if (kind === 'snapshot') return code(id);
  return linked(kind === 'image' ? 'image' : 'instance', id, region);
}

function more(count: number, told: number): Markdown | undefined {
  return count > told ? words`…of ${grouped(count)} in all; the log tells of some more.` : undefined;
}
