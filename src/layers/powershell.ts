import type { KindOfLayer } from './kind.js';

/** A script for Windows PowerShell 5.1, run in a process of its own. A byte order mark is welcome there. */
export const powershell: KindOfLayer = {
  kind: 'powershell',
  noun: 'a PowerShell script',
  runsOn: ['windows'],
  extensions: ['.ps1'],
  startsLike: () => false,
  check: () => Promise.resolve([]),
};
