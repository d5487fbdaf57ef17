import type { ReadContext } from '../context.js';

/**
 * Runs `tasks` side by side, each with a context whose signal also ends when one of them fails. `beside`
 * runs along with them and may fail for them, but nobody waits for it. The first failure is thrown, after
 * every task has come to rest: nothing goes on behind the caller's back.
 */
export async function together(
  context: ReadContext,
  tasks: readonly ((context: ReadContext) => Promise<void>)[],
  beside: (context: ReadContext) => Promise<never>,
): Promise<void> {
  if (tasks.length === 0) return;
  const stop = new AbortController();
  const inner: ReadContext = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) };
  let failure: { readonly thrown: unknown } | undefined;
  const fail = (thrown: unknown) => {
    failure ??= { thrown };
    stop.abort(thrown);
  };
  beside(inner).catch((thrown: unknown) => {
    if (!stop.signal.aborted) fail(thrown);
  });
  await Promise.all(tasks.map((task) => task(inner).catch(fail)));
  stop.abort(new Error('All is done.'));
  if (failure !== undefined) throw failure.thrown;
}
