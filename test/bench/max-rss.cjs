/**
 * Preloaded into a measured process: writes its greatest memory, in MB, to the file that MAX_RSS_FILE names. Taken from
 * the kernel's high-water mark, because `process.resourceUsage().maxRSS` counts the parent's memory at the fork too.
 */
const { readFileSync, writeFileSync } = require('node:fs');
process.on('exit', () => {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  writeFileSync(process.env.MAX_RSS_FILE, String(Number(kilobytes) / 1024));
});
