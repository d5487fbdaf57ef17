import { gzip } from './gzip.js';
import { sha256 } from './hash.js';
import { fetchingRunner, windowsRunner } from './runner-windows.js';
import type { MachineTask, Rendering, Staging } from './system.js';

/**
 * User data for EC2Config, EC2Launch v1 and EC2Launch v2: one `<powershell>` block, which all three run once, at first
 * boot, as an administrator. Source: Amazon EC2 User Guide, "User data scripts" for Windows instances. Neither gzip nor
 * MIME is understood there.
 */
export function renderWindows(task: MachineTask): Promise<Rendering> {
  const { text, shares } = windowsRunner(task);
  return Promise.resolve({ bytes: block(text), shares, warnings: [] });
}

/** The same with the runner in a bucket; what ends the machine in time stays in the user data itself. */
export function stageWindows(task: MachineTask): Promise<Staging> {
  const payload = gzip(Buffer.from(windowsRunner(task, '').text));
  return Promise.resolve({ payload, small: block(fetchingRunner(task, sha256(payload))) });
}

function block(script: string): Uint8Array {
  return new TextEncoder().encode(`<powershell>\n${script}</powershell>\n`);
}
