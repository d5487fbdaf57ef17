import { bootstrap } from './bootstrap-windows.js';
import { gzip } from './gzip.js';
import { sha256 } from './hash.js';
import { windowsRunner } from './runner-windows.js';
import type { MachineTask, Rendering, Staging } from './system.js';

/**
 * User data for EC2Config, EC2Launch v1 and EC2Launch v2: one `<powershell>` block, which all three run once, at first
 * boot, as an administrator; with `<persist>` at every boot. Source: Amazon EC2 User Guide, "User data scripts" for Windows
 * instances. Neither gzip nor MIME is understood there, so the block holds what it then unpacks itself.
 */
export function renderWindows(task: MachineTask): Promise<Rendering> {
  const { bytes, shares } = windowsRunner(task);
  const base64 = gzip(bytes).toString('base64');
  const packed = base64.length / bytes.length;
  return Promise.resolve({
    bytes: block(task, bootstrap(task, { base64 })),
    encoding: 'gzip',
    shares: shares.map((share) => ({ ...share, bytes: share.bytes * packed })),
    warnings: [],
  });
}

/** The same with the runner in a bucket; what ends the machine in time stays in the user data itself. */
export function stageWindows(task: MachineTask): Promise<Staging> {
  const payload = gzip(windowsRunner(task).bytes);
  return Promise.resolve({ payload, small: block(task, bootstrap(task, { digest: sha256(payload) })) });
}

function block({ persist }: MachineTask, script: string): Uint8Array {
  const again = persist ? '<persist>true</persist>\n' : '';
  return new TextEncoder().encode(`<powershell>\n${script}</powershell>\n${again}`);
}
