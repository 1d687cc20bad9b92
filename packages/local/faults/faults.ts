/** What a rule can look at. Each embedded server describes its requests in these words. */
export interface FaultRequest {
  method: string;
  /** The path as it was sent, without the query. */
  path: string;
  /** The operation in the service's own words, such as `PutObject` or `AssumeRoleWithWebIdentity`, where one is known. */
  operation?: string;
}

/**
 * How a request goes wrong:
 * - a number: this HTTP status, before anything is done (429, 503 and the like);
 * - `reset`: the connection breaks before anything is done;
 * - `lost`: everything is done, then the connection breaks instead of an answer;
 * - `slow`: everything is done, `delayMs` late;
 * - `expired-token`: the service's own answer for credentials that have run out;
 * - a function: called before anything is done, for example to kill a process; then the request goes on.
 */
export type FaultAnswer =
  | number
  | 'reset'
  | 'lost'
  | 'slow'
  | 'expired-token'
  | ((request: FaultRequest) => void | Promise<void>);

export interface FaultRule {
  /** All that is given must hold; a string is compared whole, a RegExp is searched. Every request when left out. */
  match?: { method?: string | RegExp; path?: string | RegExp; operation?: string | RegExp };
  /** This many matching requests pass first; 0 when left out. */
  after?: number;
  /** This many matching requests go wrong, then the rule is spent. */
  times?: number;
  /** Matching requests go wrong for this many milliseconds from the first of them, then the rule is spent. */
  forMs?: number;
  answer: FaultAnswer;
  /** Seconds for a Retry-After header on an answer that is a number. */
  retryAfter?: number;
  /** Milliseconds of waiting for `slow`; 1,000 when left out. */
  delayMs?: number;
}

/** What goes wrong with one request, with the details filled in. */
export type Fault =
  | { kind: 'status'; status: number; retryAfter?: number }
  | { kind: 'reset' | 'lost' | 'expired-token' }
  | { kind: 'slow'; delayMs: number }
  | { kind: 'call'; call: () => void | Promise<void> };

export interface Faults {
  /** Asks what goes wrong with this request, and counts it. The first rule that has something to say wins. */
  next(request: FaultRequest): Fault | undefined;
  /** Adds rules to those that are there. */
  add(...rules: FaultRule[]): void;
  /** Drops every rule: from here on nothing goes wrong. */
  clear(): void;
  /** How many requests went wrong so far. */
  readonly hits: number;
}

/**
 * A fault injector that any embedded server can ask, request by request.
 *
 * @param rules what goes wrong, in order of precedence; a rule with neither `times` nor `forMs` never ends
 * @param now the clock in milliseconds, for `forMs`
 * @example createFaults([{ match: { operation: 'PutObject' }, after: 10, times: 2, answer: 503 }])
 */
export function createFaults(rules: readonly FaultRule[] = [], now: () => number = Date.now): Faults {
  const fresh = (rule: FaultRule) => ({ rule, seen: 0, done: 0, since: undefined as number | undefined });
  let states = rules.map(fresh);
  let hits = 0;
  return {
    next(request) {
      for (const state of states) {
        const { rule } = state;
        if (!matches(rule, request)) continue;
        state.seen += 1;
        if (state.seen <= (rule.after ?? 0)) continue;
        if (rule.times !== undefined && state.done >= rule.times) continue;
        state.since ??= now();
        if (rule.forMs !== undefined && now() - state.since >= rule.forMs) continue;
        state.done += 1;
        hits += 1;
        return faultOf(rule, request);
      }
      return undefined;
    },
    add(...more) {
      states.push(...more.map(fresh));
    },
    clear() {
      states = [];
    },
    get hits() {
      return hits;
    },
  };
}

function matches({ match = {} }: FaultRule, request: FaultRequest): boolean {
  const holds = (wanted: string | RegExp | undefined, text = '') =>
    wanted === undefined || (typeof wanted === 'string' ? wanted === text : text.search(wanted) >= 0);
  return (
    holds(match.method, request.method) && holds(match.path, request.path) && holds(match.operation, request.operation)
  );
}

function faultOf(rule: FaultRule, request: FaultRequest): Fault {
  const { answer, retryAfter, delayMs = 1000 } = rule;
  if (typeof answer === 'function') return { kind: 'call', call: () => answer(request) };
  if (answer === 'slow') return { kind: 'slow', delayMs };
  if (typeof answer === 'string') return { kind: answer };
  return { kind: 'status', status: answer, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
