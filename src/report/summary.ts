import type { Failure } from '../failure.js';
import type { LaunchResult, Result } from '../modes/result.js';
import type { Story } from './story.js';
import { fenced, markdown } from './untrusted.js';

/** A step's summary is dropped whole above 1 MiB; more rows than this nobody reads. */
const MOST_ROWS = 50;

/** The page that the job shows when all went well. Pure text from the result. */
export function summaryOf(result: Result, story: Story): string {
  switch (result.mode) {
    case 'resolve':
      return `## Base image\n\n${table(['', ''], baseRows(result))}`;
    case 'terminate':
      return `## Instances ended\n\n${bullets(result.ended) || 'There was nothing to end.'}\n`;
    case 'plan':
      return `## Plan of ${story.phases.length} steps\n`;
    case 'launch':
      return launchSummary(result);
  }
}

/** The page for a run that failed: what, why, what to do, and what the machine said. */
export function failureSummary(failure: Failure, left: readonly string[], story: Story): string {
  const parts = [
    `## ami-launch failed${story.known.base === undefined ? '' : ` with ${story.known.base.id}`}\n\n${fenced(failure.message)}`,
  ];
  if (failure.advice !== undefined) parts.push(`**What to do:** ${markdown(failure.advice)}`);
  if (failure.evidence !== undefined)
    parts.push(
      `<details open><summary>${failure.id === 'defect' ? 'What happened' : 'The end of the console'}</summary>\n\n${fenced(failure.evidence)}\n\n</details>`,
    );
  if (left.length > 0) parts.push(`**May still be there, and cost money:**\n\n${bullets(left)}`);
  return `${parts.join('\n\n')}\n`;
}

function launchSummary(result: LaunchResult): string {
  const { instances, userData } = result;
  const rows = [
    ...baseRows(result),
    ['Launched', `${instances.length} × ${markdown(result.place)}`],
    ...(userData === undefined
      ? []
      : [
          [
            'User data',
            `${userData.bytes} of ${userData.limit} bytes, ${userData.encoding} ${bar(userData.bytes / userData.limit)}`,
          ],
        ]),
    ...Object.entries(result.after).map(([condition, seconds]) => [`\`${condition}\``, `after ${seconds} s`]),
  ];
  const shown = instances
    .slice(0, MOST_ROWS)
    .map(({ id, zone, privateIp, publicIp }) => [
      `[${id}](${consoleLink(result.region, id)})`,
      zone ?? '',
      privateIp ?? '',
      publicIp ?? '',
    ]);
  const more = instances.length > MOST_ROWS ? `\n…and ${instances.length - MOST_ROWS} more.\n` : '';
  const passed = result.passedOver.map(({ place, said }) => `${place}: ${said}`);
  const passedOver = passed.length === 0 ? '' : `\n**No capacity in**\n\n${bullets(passed)}`;
  const title = instances.length === 1 ? 'One instance is ready' : `${instances.length} instances are ready`;
  return `## ${title}\n\n${table(['', ''], rows)}\n${table(['Instance', 'Zone', 'Private', 'Public'], shown)}${more}${passedOver}`;
}

function baseRows({ base, region }: { base: LaunchResult['base']; region: string }): string[][] {
  const age = base.ageDays === undefined ? '' : `, ${base.ageDays} days old`;
  return [
    ['Base image', `\`${base.id}\` (${markdown(base.source)})`],
    ['', `${markdown(base.name)}${age}`],
    ['Region', region],
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${markdown(item)}\n`).join('');
}

function bar(share: number): string {
  const full = Math.min(10, Math.round(share * 10));
  return `${'▰'.repeat(full)}${'▱'.repeat(10 - full)}`;
}

function consoleLink(region: string, id: string): string {
  return `https://${region}.console.aws.amazon.com/ec2/home?region=${region}#InstanceDetails:instanceId=${id}`;
}
