import { refuse, type ApiError } from '../protocol/errors.js';

/** Something that goes wrong with requests. */
export interface FaultRule {
  /** An action's name or a regular expression for whole names; every action when left out. */
  readonly action?: string;
  /** Before the work is done (default), or after it: then the work is done and only the answer is lost. */
  readonly when?: 'before' | 'after';
  /**
   * throttle: RequestLimitExceeded 503, of S3 SlowDown 503 · error: `code`, `message`, `status` · cut: the socket is destroyed ·
   * delay: `ms` real milliseconds, or those of a test's own timers · hang: no answer ever
   */
  readonly kind: 'throttle' | 'error' | 'cut' | 'delay' | 'hang';
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
  readonly ms?: number;
  /** How often it strikes; always when left out. */
  readonly times?: number;
  /** How many matching requests it lets pass first. */
  readonly after?: number;
  /** How likely it strikes, by the world's seeded generator. */
  readonly probability?: number;
}

export interface Fault {
  readonly rule: FaultRule;
  matched: number;
  struck: number;
}

/** The first fault that strikes a request at this moment. */
export function striking(
  faults: readonly Fault[],
  action: string,
  when: 'before' | 'after',
  chance: () => number,
): FaultRule | undefined {
  return faults.find((fault) => {
    const { rule } = fault;
    if ((rule.when ?? 'before') !== when || !new RegExp(`^(?:${rule.action ?? '.*'})$`).test(action))
      return false;
    fault.matched += 1;
    if (fault.matched <= (rule.after ?? 0) || fault.struck >= (rule.times ?? Infinity)) return false;
    if (rule.probability !== undefined && chance() >= rule.probability) return false;
    fault.struck += 1;
    return true;
  })?.rule;
}

/** Each in the words of the service that is asked: S3 has its own for a throttle. */
export function errorOf(rule: FaultRule, service: string): ApiError {
  if (rule.kind === 'throttle') {
    const [code, message] =
      service === 's3'
        ? ['SlowDown', 'Please reduce your request rate.']
        : ['RequestLimitExceeded', 'Request limit exceeded.'];
    return refuse(rule.code ?? code, rule.message ?? message, rule.status);
  }
  return refuse(rule.code ?? 'InternalError', rule.message ?? 'An internal error has occurred', rule.status);
}
