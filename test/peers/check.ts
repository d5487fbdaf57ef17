/** A collector of checks: each tells a line as it ends, and the last line counts them. */
export interface Checks {
  /** A line between checks. */
  readonly say: (text: string) => void;
  /** One check; what it throws is told, and the next goes on. Answers whether it passed. */
  readonly check: (name: string, body: () => void | Promise<void>) => Promise<boolean>;
  readonly counts: () => { readonly passed: number; readonly failed: number };
}

export function collectChecks(write: (text: string) => void): Checks {
  let [passed, failed] = [0, 0];
  return {
    say: (text) => write(`${text}\n`),
    async check(name, body) {
      const started = performance.now();
      try {
        await body();
        passed += 1;
        write(`ok      ${name} (${seconds(started)})\n`);
        return true;
      } catch (thrown) {
        failed += 1;
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        write(`FAILED  ${name} (${seconds(started)})\n${why.replace(/^/gm, '          ')}\n`);
        return false;
      }
    },
    counts: () => ({ passed, failed }),
  };
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
