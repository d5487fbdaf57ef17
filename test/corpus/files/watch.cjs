/**
 * Preloaded into a process under test: notes every file that it opens or lists outside the folders that WATCH_ALLOWED names,
 * links resolved, in the file WATCH_FILE. The module loader's own files are not seen, for it reads them by other ways.
 */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const allowed = process.env.WATCH_ALLOWED.split(':');
const { appendFileSync, realpathSync } = fs;
let noting = false;
function note(file) {
  if (noting || typeof file !== 'string') return;
  noting = true;
  try {
    let real = file;
    try {
      real = realpathSync(file);
    } catch {
      // It is not there.
    }
    if (!allowed.some((folder) => real === folder || real.startsWith(`${folder}/`)))
      appendFileSync(process.env.WATCH_FILE, `${real}\n`);
  } finally {
    noting = false;
  }
}
const NAMES = [
  'open',
  'readFile',
  'readdir',
  'writeFile',
  'appendFile',
  'mkdir',
  'unlink',
  'rm',
  'rename',
  'copyFile',
];
const watched = (original) =>
  function (file, ...rest) {
    note(file instanceof URL ? file.pathname : file);
    return original.call(this, file, ...rest);
  };
for (const name of NAMES) {
  fs[name] = watched(fs[name]);
  fs[`${name}Sync`] = watched(fs[`${name}Sync`]);
  fs.promises[name] = watched(fs.promises[name]);
}
for (const name of ['createReadStream', 'createWriteStream', 'opendir']) fs[name] = watched(fs[name]);
syncBuiltinESMExports();
