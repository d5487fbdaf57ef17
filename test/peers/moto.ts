/** moto, another imitation of AWS, as a server of its own. */
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { venvProgram } from './venv.js';

export interface Moto {
  readonly url: string;
  stop(): void;
}

const PATIENCE_MS = 60_000;

/** Checks what moto checks only when it is told to, as EC2 always does. */
const STRICT = {
  MOTO_ENABLE_AMI_VALIDATION: 'true',
  MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION: 'true',
  MOTO_ENABLE_KEYPAIR_VALIDATION: 'true',
};

export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child = spawn(venvProgram('moto_server'), ['--host', '127.0.0.1', '--port', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, ...STRICT },
  });
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code) => (ended = `exit code ${code ?? 'unknown'}`));
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await answers(`${url}/moto-api/data.json`))) {
    if (ended !== undefined) throw new Error(`moto_server did not start: ${ended}`);
    if (performance.now() > deadline) {
      child.kill();
      throw new Error(`moto_server did not answer within ${PATIENCE_MS / 1000} s`);
    }
    await pause(100);
  }
  return { url, stop: () => void child.kill() };
}

/** Forgets everything, so that each suite finds an empty account. */
export async function resetMoto({ url }: Moto): Promise<void> {
  await fetch(`${url}/moto-api/reset`, { method: 'POST' });
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
