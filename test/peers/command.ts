/** Runs a program to its end. */
import { spawn } from 'node:child_process';

export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Beside PATH and HOME: nothing else of this process is handed on, so that no account of anybody is used. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Interrupts it, as Ctrl+C does; it may take its time to end. */
  readonly interrupt?: AbortSignal;
}

export function runCommand(
  program: string,
  args: readonly string[],
  { env = {}, cwd, interrupt }: CommandOptions = {},
): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited(), ...env },
      ...(cwd !== undefined && { cwd }),
    });
    interrupt?.addEventListener('abort', () => void child.kill('SIGINT'));
    const read = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (read.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (read.stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...read }));
  });
}

/** The same, for where anything but success is an error. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await runCommand(program, args, options);
  if (code === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} ended with ${code ?? 'a signal'}:\n${stdout}${stderr}`);
}

/** Also what tells package managers where this machine has its packages from. */
function inherited(): Record<string, string> {
  const wanted =
    /^(PATH|HOME|LANG|TMPDIR|PIP_.*|npm_config_.*|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|https?_proxy|GO(PROXY|SUMDB|NOSUMDB|FLAGS|PATH|CACHE|MODCACHE|TOOLCHAIN))$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && wanted.test(name) ? [[name, value]] : [],
    ),
  );
}
