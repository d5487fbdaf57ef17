import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkLayers } from '../../src/layers/load.js';
import { linuxRunner } from '../../src/user-data/runner-linux.js';
import { KINDS } from '../../src/layers/table.js';

let workspace: string;
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'checks-test-'));
});
afterAll(() => rmSync(workspace, { recursive: true }));

/** What is told of a layer before anything is launched: `line: message`. */
async function problemsOf(name: string, text: string): Promise<string[]> {
  writeFileSync(join(workspace, name), text);
  const problems = await checkLayers([name], { workspace });
  return problems.map(({ line, message }) => `${line ?? '-'}: ${message}`);
}

describe('a cloud-config layer is refused before launch', () => {
  test.each([
    ['a tab as indentation', 'a:\n  b: 1\n\tc: 2\n', /^3: There is a tab where YAML takes only blanks/],
    ['a tab before a comment', 'hostname: a\t# b\n', /^1: There is a tab/],
    ['a tab behind a colon', 'a: 1\nhostname:\ta\n', /^2: There is a tab/],
    ['a tab before a text in a block', 'runcmd:\n  - |\n    a\n\t\n', /^4: There is a tab/],
    ['a control character', 'hostname: a\nlocale: "\u0007"\n', /^2: .*control character U\+0007/],
    ['a key twice', 'hostname: a\nhostname: b\n', /^2: The YAML is not right: Map keys must be unique/],
    ['package', 'package:\n  - nginx\n', /^1: cloud-init knows no "package". Did you mean "packages"\?$/],
    ['run_cmd', 'hostname: a\nrun_cmd: [ls]\n', /^2: .*"run_cmd".*"runcmd"/],
    ['runcmds', 'runcmds: [ls]\n', /"runcmd"/],
    ['write-files', 'write-files: []\n', /"write_files"/],
    ['a typo that a variable stands below', 'hostnmae: {{name}}\n', /"hostname"/],
    ['a command for runcmd', 'runcmd: systemctl start a\n', /^1: "runcmd" has to be a list.*take it out/],
    ['an empty runcmd', 'runcmd:\n#  - ls\n', /^1: "runcmd" is empty/],
    ['a map of packages', 'packages:\n  nginx: latest\n', /^1: "packages" has to be a list/],
    ['a list for power_state', 'power_state: [reboot]\n', /^1: "power_state" has to be a map/],
    ['a command that is no text', 'runcmd:\n  - ls\n  - false\n', /^3: .*true or false.*in quotes/],
    ['a command with a colon', 'runcmd:\n  - ls\n  - echo a: b\n', /^3: This command is a map to YAML/],
    ['a file without path', 'write_files:\n  - content: a\n', /^2: Each file of "write_files" .* "path"/],
    [
      'Jinja that is not told first',
      '#cloud-config\n## template: jinja\na: {{ v1.x }}\n',
      /^2: .*first line/,
    ],
  ])('for %s', async (_, text, message) => {
    expect(await problemsOf('a.yaml', text)).toEqual([expect.stringMatching(message)]);
  });

  test('with all that is wrong with it', async () => {
    const problems = await problemsOf('a.yaml', 'package: [a]\nbootcmd: ls\nwrite_files: [a]\n');
    expect(problems.map((problem) => problem.slice(0, 2))).toEqual(['1:', '2:', '3:']);
  });
});

test.each([
  ['a.sh # the first', /takes no comments/],
  ['"a.sh"', /without quotes/],
  ['a.sh,b.sh', /one path/],
  ['shell:', /names no file/],
])('a line that is no path is told what a line is: %s', async (line, message) => {
  const [problem] = await checkLayers([line], { workspace });
  expect(problem!.message).toMatch(message);
});

test('an option is there once', async () => {
  writeFileSync(join(workspace, 'a.ps1'), 'exit\n');
  const [problem] = await checkLayers(['a.ps1 reboot=true reboot=again'], { workspace });
  expect(problem!.message).toMatch(/"reboot" is there more than once/);
});

describe('a cloud-config layer is let through', () => {
  test.each([
    ['tabs where YAML takes them', 'runcmd:\n  - "a\tb"\n  - |\n    a\tb\n    \tc\n# a\tb\nlocale: \'\t\'\n'],
    ['keys for others', 'x-runcmds: &a [ls]\n.package: 1\nruncmds: &b [ls]\nmy_own: 1\nruncmd: *a\napp: 1\n'],
    ['nothing where that is fine', 'packages:\napt:\n'],
    ['keys of distributions', 'repo_upgrade: none\nca-certs: {}\nca_certs: {}\n'],
    ['commands that are lists or nothing', 'runcmd:\n  - [ls, "a: b"]\n  -\n  - "a: b"\nbootcmd: [ls]\n'],
    ['merged files', 'x-f: &f {path: /a}\nwrite_files:\n  - <<: *f\n    content: b\n  - *f\n'],
    ['a header that stands late', '# mine\n\n#cloud-config\nhostname: a\n'],
    ['Jinja', '## template: jinja\n#cloud-config\nruncmds: {{ v1.x }}\n\t- a\n'],
    ['variables for keys', '{{key}}: a\nrun{{x}}: b\n'],
  ])('with %s', async (_, text) => {
    expect(await problemsOf('a.yaml', text)).toEqual([]);
  });
});

describe('other user data is no layer, and what to do instead is told', () => {
  test.each([
    ['#cloud-boothook\necho\n', /a boothook.*"bootcmd"/],
    ['#cloud-config-archive\n- a\n', /archive.*a layer of its own/],
    ['#include\nhttps://example.com/a\n', /#include.*in the repository/],
    ['#part-handler\n', /a part handler/],
    ['Content-Type: multipart/mixed; boundary="a"\n', /several parts.*a layer of its own/],
  ])('%j', async (text, message) => {
    for (const name of ['user-data', 'a.yaml', 'a.sh']) {
      expect(await problemsOf(name, text)).toEqual([expect.stringMatching(message)]);
    }
  });

  test.each([
    ['\n#cloud-config\na: 1\n', 2],
    [' #cloud-config\na: 1\n', 1],
    ['\uFEFF#cloud-config\na: 1\n', 1],
    ['# a comment\n\n#!/bin/sh\n', 3],
  ])('nor is what starts too late: %j', async (text, line) => {
    const late = new RegExp(`^${line}: .*first thing in it.*Move this line up`);
    expect(await problemsOf('user-data', text)).toEqual([expect.stringMatching(late)]);
  });
});

describe('a shell layer is refused before launch', () => {
  test.each([
    ['Windows line ends', '#!/bin/sh\necho\r\n', /^2: .*carriage return.*\.gitattributes/],
    ['Windows line ends without "#!"', 'echo\r\necho\r\n', /^1: .*carriage return/],
    ['a relative program', '#!python3\n', /^1: .*"python3".*whole path: "#!\/usr\/bin\/env python3"/],
    ['a first line that comes late', '# mine\n\n#!/bin/bash\necho\n', /^3: .*has to be the first/],
    ['no program', '#!\n', /^1: .*names no program/],
    ['too long a first line', `#!/${'x'.repeat(130)}\n`, /^1: .*133 characters, of which Linux reads 127/],
    ['arguments for env', '#!/usr/bin/env bash -e\n', /^1: .*"bash -e" to env as one word.*env -S bash -e/],
    ['two options for a shell', '#!/bin/bash -e -u\n', /^1: .*"-e -u" to \/bin\/bash as one.*"set -e -u"/],
    [
      'an open "if"',
      'if true; then\n  echo\n',
      /^\d: bash can't read the script: syntax error: unexpected end/,
    ],
    ['a stray "fi"', '#!/bin/bash\n\necho {{a}}\nfi\n', /^4: bash can't read .*unexpected token `fi'/],
    ['an open quote', '#!/usr/bin/env bash\necho "a\n', /^\d: bash can't read .*looking for matching/],
  ])('for %s', async (_, text, message) => {
    expect(await problemsOf('a.sh', text)).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ['what only bash knows, for sh', '[[ a == b ]] && x=(1 2); diff <(a) <(b); case a in @(b|c)) ;; esac\n'],
    ['a negation without a blank', 'if !(true; false); then echo; fi\n'],
    ['a here-document that is never closed', 'cat <<EOF\na\n'],
    ['an archive behind its end', '#!/bin/sh\ntail -n +4 "$0" | tar x\nexit\n)))(((\n'],
    [
      'a script that has Python read it',
      `#!/bin/sh\n'''exec' python3 "$0" "$@"\n' '''\nimport re\nprint(re)\n`,
    ],
    ['another language', '#!/usr/bin/python3\nif a:\r\n  print("(")\n'],
    ['other delimiters', '# {{=<% %>=}}\nif <%a%>; then\n'],
    ['one option', '#!/bin/bash -eu\n'],
    ['a script that it writes', 'cat >a <<E\n#!/bin/sh\nE\n'],
    ['env with -S', '#!/usr/bin/env -S bash -e -u\n'],
    ['nothing that is executed', 'kill -9 $PPID; exit 1\n'],
    ['a function named like a word of bash', 'f-g() { :; }\nf-g\n'],
  ])('but not for %s', async (_, text) => {
    expect(await problemsOf('a.sh', text)).toEqual([]);
  });
});

test('a script whose name ends in .bash is for bash, where it says nothing else', () => {
  const run = (name: string, text: string) => {
    const layer = { kind: 'shell' as const, name, content: Buffer.from(text) };
    return linuxRunner({
      scripts: [KINDS.shell.onLinux!(layer) as typeof layer],
      cloudConfigs: [],
      signal: '',
    }).text;
  };
  expect(run('a.bash', 'echo\n')).toContain('#!/bin/bash\necho\n');
  expect(run('a.bash', '#!/bin/zsh\n')).not.toContain('/bin/bash');
  expect(run('a.sh', 'echo\n')).not.toContain('/bin/bash');
});

describe('a PowerShell layer is refused before launch', () => {
  test.each([
    ['tags of user data', '<powershell>\nexit\n</powershell>\n', /^1: .*Leave out the lines with the tags/],
    ['a script for a shell', '#!/bin/bash\necho\n', /^1: .*for bash.*"\.sh"/],
  ])('for %s', async (_, text, message) => {
    expect(await problemsOf('a.ps1', text)).toEqual([expect.stringMatching(message)]);
  });

  test('but not for its own first line', async () => {
    expect(await problemsOf('a.ps1', '#!/usr/bin/env pwsh\nexit\n')).toEqual([]);
  });
});
