/** The grammar of `files`: what goes where. */
import { posix } from 'node:path';
import { isNoWindowsName, systemOf, type FileTarget } from '../layers/files/target.js';
import { reading } from './grammar.js';

const FORM = 'LOCAL => REMOTE, such as deploy/app.conf => /etc/app/app.conf mode=0640 owner=app:app';

/** What may stand behind the two paths, and what its value has to be. Source of the names: useradd(8), "CAVEATS". */
const OPTIONS: Readonly<Record<string, { readonly pattern: RegExp; readonly expected: string }>> = {
  mode: { pattern: /^[0-7]?[0-7]{3}$/, expected: 'octal digits such as 0640' },
  owner: {
    pattern: /^[A-Za-z0-9_][\w.-]{0,31}(?::[A-Za-z0-9_][\w.-]{0,31})?$/,
    expected: 'a user, or a user and a group such as app:app',
  },
};

/** `deploy/app.conf => /etc/app/app.conf mode=0640 owner=app:app`: both paths may hold blanks. */
export function fileTarget() {
  return reading<FileTarget>((given) => {
    const [, local = '', remote = '', behind = ''] =
      /^(.*?)\s*=>\s*(.*?)((?:\s+[A-Za-z-]+=\S*)*)$/.exec(given) ?? [];
    if (local === '' || remote === '') return { expected: FORM };
    const options = behind
      .trim()
      .split(/\s+/)
      .filter((option) => option !== '')
      .map(
        (option) => [option.slice(0, option.indexOf('=')), option.slice(option.indexOf('=') + 1)] as const,
      );
    const expected = wrongRemote(remote) ?? wrongOptions(options, remote);
    if (expected !== undefined) return { expected };
    const { mode, owner } = Object.fromEntries(options) as Partial<Record<string, string>>;
    return { value: { local: localPath(local), remote: remotePath(remote), mode, owner } };
  });
}

function localPath(given: string): string {
  const path = posix.normalize(given.replaceAll('\\', '/'));
  return path.endsWith('/') && path !== '/' ? path.slice(0, -1) : path;
}

function remotePath(given: string): string {
  return systemOf(given) === 'windows' ? given.replaceAll('/', '\\') : given.replace(/\/+/g, '/');
}

/** What would be right; undefined: it is. */
function wrongRemote(remote: string): string | undefined {
  if (remote.includes('=>')) return `one "=>" a line: ${FORM}`;
  if (/\s(?:#|(?:mode|owner)\b)/.test(remote))
    return 'behind the path mode= and owner= only, without blanks in them, and no comment';
  if (/\p{Cc}/u.test(remote)) return 'a path without control characters behind =>';
  const system = systemOf(remote);
  if (system === undefined)
    return 'behind => the whole path on the machine: /… on Linux, C:\\… on Windows, with / at its end where it is a folder to put the file into';
  if (remote.split(/[\\/]/).some((name) => name === '.' || name === '..'))
    return 'a path without . and .. behind =>';
  return system === 'windows' && remote.split(/[\\/]/).slice(1).some(isNoWindowsName)
    ? 'behind => names as Windows has them: without < > : " | ? * and with neither a dot nor a blank at their ends'
    : undefined;
}

function wrongOptions(options: readonly (readonly [string, string])[], remote: string): string | undefined {
  for (const [index, [name, value]] of options.entries()) {
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (option === undefined) return `behind the path mode= and owner= only, not ${name}=`;
    if (options.findIndex(([other]) => other === name) < index) return `${name}= once`;
    if (systemOf(remote) === 'windows')
      return `no ${name}= for a path of Windows, where a file has the permissions of its folder`;
    if (!option.pattern.test(value)) return `behind ${name}= ${option.expected}`;
  }
  return undefined;
}
