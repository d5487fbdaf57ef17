/**
 * Layers for Puppet, Ansible and Chef before the real tools: cloud-init boots machines that apply them by Debian's Puppet and
 * Ansible, and by a newer Ansible. Neither Chef nor Cinc comes with any package registry used here, so of Chef's side only the
 * configuration is evaluated, by Ruby. Scripts for Windows are read by tree-sitter's PowerShell grammar.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checks } from './check.js';
import { mustRun, runCommand } from './command.js';
import { VENV, venvProgram } from './venv.js';

const NEEDED = ['puppet', 'ansible-playbook', 'cloud-init', 'shellcheck', 'ruby'];

export async function tools(checks: Checks): Promise<void> {
  checks.say('\nPuppet, Ansible and Chef');
  const folder = mkdtempSync(join(tmpdir(), 'tools-'));
  try {
    await checks.check('every tool is there', async () => {
      await mustRun('sh', ['-c', `for one; do command -v "$one" || exit; done`, 'sh', ...NEEDED]);
    });
    await mustRun('npx', ['tsx', 'test/peers/tools/fixtures.ts', folder]);
    await boots(checks, folder);
    await reads(checks, folder);
    await configuresChef(checks, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function boots({ check, say }: Checks, folder: string): Promise<void> {
  const { code, stdout, stderr } = await runCommand('test/peers/overlay.sh', [
    '300',
    'test/peers/tools/check_tools.sh',
    folder,
    VENV,
  ]);
  say(stdout.trim().replace(/^/gm, '    '));
  await check('machines apply layers by the real tools', () => assert.equal(code, 0, stdout + stderr));
}

async function reads({ check }: Checks, folder: string): Promise<void> {
  const scripts = (system: string, name: string) =>
    readdirSync(join(folder, system)).map((layer) => join(folder, system, layer, name));
  await check('ShellCheck has nothing to say of the scripts', async () => {
    await mustRun('shellcheck', ['-x', ...scripts('linux', 'setup.sh'), 'test/peers/tools/check_tools.sh']);
  });
  await check('the scripts for Windows are PowerShell', async () => {
    const wrong = await mustRun(venvProgram('python'), [
      'test/peers/tools/check_powershell.py',
      ...scripts('windows', 'setup.ps1'),
    ]);
    assert.equal(wrong, '');
  });
}

interface Configured {
  readonly settings: Readonly<Record<string, unknown>>;
  /** JSON. */
  readonly attributes: string;
  readonly reboot: string;
}

async function configuresChef({ check }: Checks, folder: string): Promise<void> {
  const chef = join(folder, 'linux', 'chef');
  await check('Ruby makes of the configuration what Chef shall know, without a locale', async () => {
    const script = ['test/peers/tools/check_chef.rb', chef, join(folder, 'variables.json')];
    const printed = await mustRun('ruby', script, { env: { LANG: 'C' } });
    const { settings, attributes, reboot } = JSON.parse(printed) as Configured;
    assert.deepEqual(settings, {
      client_fork: false,
      chef_license: 'accept-silent',
      chef_repo_path: join(chef, 'repo'),
      cookbook_path: [join(chef, 'repo/cookbooks'), join(chef, 'repo/site-cookbooks')],
      json_attribs: join(chef, 'node.json'),
    });
    assert.match(attributes, /"big":12345678901234567890,/);
    const { ami_launch, run_list, é } = JSON.parse(attributes) as Record<string, unknown>;
    const variables = JSON.parse(readFileSync(join(folder, 'variables.json'), 'utf8')) as object;
    assert.equal(reboot, 'is told');
    assert.deepEqual([ami_launch, run_list, é], [{ own: 'x', ...variables }, ['recipe[web]'], 'ü']);
  });
}
