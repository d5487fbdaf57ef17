import type { Runner } from '../context.js';
import type { OutputName, Outputs } from './output-table.js';
import type { Result } from '../modes/result.js';

/** What is only known at the end. `ready` comes last: a step that sees it may rely on all the others. */
export function setOutputs(result: Result, runner: Runner): void {
  setAll(outputsOf(result), runner);
}

export function setAll(outputs: Outputs, runner: Runner): void {
  for (const [name, value] of Object.entries(outputs)) runner.setOutput(name as OutputName, value);
}

function outputsOf(result: Result): Outputs {
  const all = { result: JSON.stringify(result) };
  switch (result.mode) {
    case 'resolve':
      return { 'base-ami-id': result.base.id, 'base-ami-name': result.base.name, ...all };
    case 'terminate':
      return { 'instance-ids': JSON.stringify(result.ended), ...all };
    case 'launch': {
      const { instances } = result;
      const addresses = (pick: (instance: (typeof instances)[number]) => string | undefined) =>
        JSON.stringify(instances.flatMap((instance) => pick(instance) ?? []));
      return {
        'public-ips': addresses(({ publicIp }) => publicIp),
        'private-ips': addresses(({ privateIp }) => privateIp),
        'public-dns-names': addresses(({ publicDns }) => publicDns),
        'ready-seconds': String(Math.max(0, ...Object.values(result.after))),
        ...all,
        ready: 'true',
      };
    }
  }
}
