/** Workers side by side, each of which is given the next task as soon as it has done the one before. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Task } from './worker.js';

export type Answer<T> = { readonly result: T } | { readonly thrown: string };

/** Of either kind, by what is to be run how. */
export type Workers = 'inside' | 'process';

export interface Pool {
  /** In the order of the tasks. What a worker threw is an answer, too. */
  all<T>(tasks: readonly Task[], told?: (task: Task, answer: Answer<T>) => void): Promise<Answer<T>[]>;
  end(): void;
}

/** Longer than any run takes: whoever is silent for so long hangs. */
const HANG_MS = 240_000;

export function startPool(kind: Workers, count: number): Pool {
  const workers: ChildProcess[] = [];
  return {
    async all<T>(tasks: readonly Task[], told?: (task: Task, answer: Answer<T>) => void) {
      const answers: Answer<T>[] = [];
      const left = [...tasks.entries()];
      const serve = async (at: number) => {
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          const [index, task] = next;
          const worker = (workers[at] ??= startWorker(kind));
          const answer = await ask<T>(worker, task);
          if ('thrown' in answer && !worker.connected) workers.splice(at, 1, startWorker(kind));
          answers[index] = answer;
          told?.(task, answer);
        }
      };
      await Promise.all(Array.from({ length: Math.min(count, tasks.length) }, (_, at) => serve(at)));
      return answers;
    },
    end: () => {
      for (const worker of workers) worker.disconnect();
    },
  };
}

function startWorker(kind: Workers): ChildProcess {
  const file = new URL('worker.ts', import.meta.url);
  return fork(file, [kind], {
    execArgv: ['--import', 'tsx', '--no-warnings'],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}

function ask<T>(worker: ChildProcess, task: Task): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const end = (answer: Answer<T>) => {
      clearTimeout(timer);
      worker.removeAllListeners('message').removeAllListeners('exit');
      resolve(answer);
    };
    const timer = setTimeout(() => {
      worker.kill('SIGKILL');
      worker.disconnect();
      end({ thrown: `It hangs: no answer within ${HANG_MS / 1000} s.` });
    }, HANG_MS);
    worker.on('message', (message: Answer<T>) => end(message));
    worker.on('exit', (code) => end({ thrown: `The worker ended with ${code ?? 'a signal'}.` }));
    worker.send(task);
  });
}
