import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { truthy } from '@actions/expressions/result';
import { ensureStatusFunction } from '@actions/workflow-parser/model/converter/if-condition';

/** What an expression can see: contexts by name as plain values, and the functions that only a runner can answer. */
export interface Scope {
  contexts: Readonly<Record<string, unknown>>;
  functions?: Readonly<Record<string, (...args: unknown[]) => unknown>>;
}

// Whether a context may be used at a key has been checked by GitHub's schema when the file was read. Here each one is
// allowed, because the evaluator throws on a context that is not in its dictionary instead of taking it as empty.
const contextNames = 'github env vars secrets inputs needs strategy matrix steps job jobs runner'.split(' ');
const runnerFunctions = [
  { name: 'always', minArgs: 0, maxArgs: 0 },
  { name: 'cancelled', minArgs: 0, maxArgs: 0 },
  { name: 'success', minArgs: 0, maxArgs: 255 },
  { name: 'failure', minArgs: 0, maxArgs: 255 },
  { name: 'hashFiles', minArgs: 1, maxArgs: 255 },
];
const everywhere = {
  allowedContext: [
    ...contextNames,
    'hashFiles(1,255)',
    'always(0,0)',
    'cancelled(0,0)',
    'success(0,MAX)',
    'failure(0,MAX)',
  ],
};

/**
 * Evaluates one expression, without its `${{ }}`, by GitHub's own parser and evaluator.
 *
 * @returns a plain value: string, number, boolean, null, array or object
 * @throws Error when the expression is wrong, or asks for a function that the scope does not have
 */
export function evaluate(expression: string, scope: Scope): unknown {
  return fromData(evaluateData(expression, scope));
}

/** Evaluates an expression as a string template does: `null` is empty, an object is `Object`. */
export function evaluateToString(expression: string, scope: Scope): string {
  return evaluateData(expression, scope).coerceString();
}

/** Evaluates the text of an `if:`, which means `success() && (...)` unless it names a status function itself. */
export function evaluateCondition(condition: string, scope: Scope): boolean {
  const text = condition.trim() || 'success()';
  const whole = ensureStatusFunction(text, everywhere as unknown as Parameters<typeof ensureStatusFunction>[1]);
  return truthy(evaluateData(whole, scope));
}

function evaluateData(expression: string, scope: Scope): data.ExpressionData {
  const tree = new Parser(tokensOf(expression), contextNames, runnerFunctions).parse();
  const functions = new Map(
    runnerFunctions.map((info) => [
      info.name.toLowerCase(),
      {
        ...info,
        call: (...args: data.ExpressionData[]) => {
          const answer = scope.functions?.[info.name];
          if (!answer) throw new Error(`The function ${info.name}() cannot be used here, in '${expression}'.`);
          return toData(answer(...args.map(fromData)));
        },
      },
    ]),
  );
  return new Evaluator(tree, new LazyContexts(scope.contexts), functions).evaluate();
}

/**
 * The lexer of @actions/expressions 0.3.61 un-escapes only the first `''` of a string, which corrupts a script with an
 * expression and two single quotes in silence (the parser folds it into `format('...', x)`). So each string is derived
 * again from the characters that it was read from.
 */
function tokensOf(expression: string) {
  const { tokens } = new Lexer(expression).lex();
  return tokens.map((token) =>
    token.lexeme.startsWith("'") ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") } : token,
  );
}

/** Turns a context into expression data only when it is asked for: an event payload can be large. */
class LazyContexts extends data.Dictionary {
  readonly #contexts: Readonly<Record<string, unknown>>;
  constructor(contexts: Readonly<Record<string, unknown>>) {
    super();
    this.#contexts = contexts;
  }
  override get(name: string): data.ExpressionData {
    return toData(this.#contexts[name.toLowerCase()]);
  }
}

/** A plain value as the evaluator's own. */
function toData(value: unknown): data.ExpressionData {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  return new data.Dictionary(...Object.entries(value).map(([key, item]) => ({ key, value: toData(item) })));
}

function fromData(value: data.ExpressionData): unknown {
  if (value instanceof data.Array) return value.values().map(fromData);
  if (value instanceof data.Dictionary) {
    return Object.fromEntries(value.pairs().map(({ key, value: item }) => [key, fromData(item)]));
  }
  if (value instanceof data.Null) return null;
  return value.value;
}
