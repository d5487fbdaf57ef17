import type { MachineTask, Rendering } from './system.js';
import { windowsRunner } from './runner-windows.js';

/**
 * User data for EC2Config, EC2Launch v1 and EC2Launch v2: one `<powershell>` block, which all three run once, at first
 * boot, as an administrator. Source: Amazon EC2 User Guide, "User data scripts" for Windows instances. Neither gzip nor
 * MIME is understood there.
 */
export function renderWindows(task: MachineTask): Promise<Rendering> {
  const { text, shares } = windowsRunner(task);
  const bytes = new TextEncoder().encode(`<powershell>\n${text}</powershell>\n`);
  return Promise.resolve({ bytes, shares, warnings: [] });
}
