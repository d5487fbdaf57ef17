/**
 * The line of a failed layer that its shell or PowerShell names last on the console. The runner keeps layers as
 * `layer-N` and tells each before it runs (see user-data/runner-linux.ts), so that what comes after the last of those is
 * the failed one's. Lines are those of the layer as filled in: values of several lines move them.
 *
 *   dash: `…/layer-1: 12: foo: not found` · bash: `…/layer-1: line 12: foo: command not found`
 */
export function lineAtFault(consoleEnd: string): number | undefined {
  const own = consoleEnd.split(/ami-launch: running /).at(-1) ?? '';
  const [, line] = [...own.matchAll(/\/layer-\d+: (?:line )?(\d{1,6}): /g)].at(-1) ?? [];
  return line === undefined ? undefined : Number(line);
}
