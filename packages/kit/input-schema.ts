import { InputError } from '@ci-actions/errors/errors';

/**
 * One input of an action: what `action.yml` says of it, and how its text becomes a value.
 * `required` and `default` are the same as in `action.yml`; a test of each action holds the two together.
 */
export interface Input<T> {
  readonly required: boolean;
  /** As in `action.yml`; an expression (`${{ … }}`) is the runner's to evaluate and counts as empty here. */
  readonly default: string;
  /** @throws InputError when the text is not what the input takes */
  readonly parse: (text: string, name: string) => T;
}

export type InputSchema = Readonly<Record<string, Input<unknown>>>;
export type InputValues<S extends InputSchema> = { readonly [K in keyof S]: S[K] extends Input<infer T> ? T : never };

/** Text as it is; empty where nothing is given. */
export function text(fallback = ''): Input<string> {
  return { required: false, default: fallback, parse: (value) => value };
}

/** Text that must be given. `hint` ends the error: what to set it to. */
export function requiredText(hint: string): Input<string> {
  return {
    required: true,
    default: '',
    parse(value, name) {
      if (value === '') throw new InputError(`The input \`${name}\` is empty; set it to ${hint}.`);
      return value;
    },
  };
}

/** `true` or `false`, as YAML writes them. */
export function flag(fallback: boolean): Input<boolean> {
  return {
    required: false,
    default: String(fallback),
    parse(value, name) {
      if (/^true$/i.test(value)) return true;
      if (/^false$/i.test(value)) return false;
      throw new InputError(`The input \`${name}\` is ${quoted(value)}; set it to true or false.`);
    },
  };
}

/** One of a few words. Without a fallback it must be given. */
export function oneOf<const W extends string>(words: readonly W[], fallback?: W): Input<W> {
  return {
    required: fallback === undefined,
    default: fallback ?? '',
    parse(value, name) {
      const found = words.find((word) => word === value);
      if (found !== undefined) return found;
      const said = value === '' ? 'is empty' : `is ${quoted(value)}`;
      throw new InputError(`The input \`${name}\` ${said}; set it to one of: ${words.join(', ')}.`);
    },
  };
}

/** One item a line; commas separate too where `separator` says so. Blank lines and lines that start with `#` are left out. */
export function list(fallback = '', separator: 'line' | 'line-or-comma' = 'line'): Input<readonly string[]> {
  return {
    required: false,
    default: fallback,
    parse: (value) =>
      value
        .split(separator === 'line' ? /\r?\n/ : /\r?\n|,/)
        .map((item) => item.trim())
        .filter((item) => item !== '' && !item.startsWith('#')),
  };
}

/** Text that a function of the domain reads; it throws an InputError for what it does not take. */
export function parsed<T>(fallback: string, parse: (text: string, name: string) => T): Input<T> {
  return { required: false, default: fallback, parse };
}

/**
 * Reads every input of a schema.
 *
 * @param read the text of one input as the runner passes it, trimmed; empty where it is not set
 * @throws InputError for the first input that does not hold what it takes
 */
export function readInputs<S extends InputSchema>(read: (name: string) => string, schema: S): InputValues<S> {
  const values = Object.entries(schema).map(([name, input]) => {
    const fallback = input.default.includes('${{') ? '' : input.default;
    return [name, input.parse(read(name) || fallback, name)];
  });
  return Object.fromEntries(values);
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
