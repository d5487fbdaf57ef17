import type { LaunchFacts, PlannedPlace } from '../../modes/result.js';
import { blocks, bold, bullets, code, type Markdown, prose, table, unbroken, words } from '../markdown.js';
import { linked } from './console-link.js';

/** Places without capacity, with EC2's words. */
export function passedOverPart({ passedOver = [] }: Partial<LaunchFacts>): Markdown | undefined {
  const rows = table(passedOver, [
    { head: 'Passed over', cell: ({ place }) => unbroken(place) },
    { head: "EC2's words", cell: ({ said }) => said },
  ]);
  return rows && blocks(words`### Places without capacity`, rows);
}

const VERDICTS: Readonly<Record<PlannedPlace['verdict'], (said: string) => Markdown>> = {
  'would-launch': () => words`✅ would launch`,
  refused: (said) => words`❌ ${said}`,
  'not-asked': (said) => words`❔ not asked: ${said}`,
};

/** Where a launch would be tried, in that order, and whether EC2 would take the request there. */
export function plannedPlaces(
  places: readonly PlannedPlace[],
  region: string,
  title: Markdown = words`Places, in the order in which they would be tried`,
): Markdown | undefined {
  const numbered = places.map((place, index) => ({ ...place, turn: index + 1 }));
  const rows = table(numbered, [
    { head: '', cell: ({ turn }) => `${turn}`, align: 'right' },
    { head: 'Instance type', cell: ({ instanceType }) => code(instanceType) },
    { head: 'Market', cell: ({ market }) => unbroken(market) },
    {
      head: 'Subnet',
      cell: ({ subnetId }) =>
        subnetId === undefined ? 'of the default VPC' : linked('subnet', subnetId, region),
    },
    {
      head: "EC2's verdict",
      cell: (place) => VERDICTS[place.verdict](place.said ?? ''),
    },
  ]);
  const advice = [...new Set(places.flatMap((place) => place.advice ?? []))];
  return (
    rows &&
    blocks(
      words`### ${title}`,
      rows,
      advice.length === 0 ? undefined : words`${bold('Where EC2 refuses:')}`,
      bullets(advice.map(prose)),
    )
  );
}
