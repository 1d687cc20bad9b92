import { AwsError } from '../error.ts';
import { malformed } from './errors.ts';

/**
 * Checks one value of a request and returns it with its type.
 *
 * @param at the member's name, for the sentence
 * @throws AwsError SerializationException for another type, ValidationException for a value out of bounds
 */
export type Shape<T> = (value: unknown, at: string) => T;

export type Checked<M> = { [K in keyof M]: M[K] extends Shape<infer T> ? T : never };

interface TextRules<T extends string> {
  pattern?: RegExp;
  oneOf?: readonly T[];
  min?: number;
  max?: number;
}

export function text<T extends string = string>({ pattern, oneOf, min, max }: TextRules<T> = {}): Shape<T> {
  return (value, at) => {
    if (typeof value !== 'string') throw illTyped(value, at, 'a String');
    if (oneOf && !(oneOf as readonly string[]).includes(value)) {
      throw malformed(value, at, `Member must satisfy enum value set: [${oneOf.join(', ')}]`);
    }
    if (pattern && !new RegExp(`^(?:${pattern.source})$`).test(value)) {
      throw malformed(value, at, `Member must satisfy regular expression pattern: ${pattern.source}`);
    }
    if (min !== undefined && value.length < min) {
      throw malformed(value, at, `Member must have length greater than or equal to ${min}`);
    }
    if (max !== undefined && value.length > max) {
      throw malformed(value, at, `Member must have length less than or equal to ${max}`);
    }
    return value as T;
  };
}

export function whole(min: number, max: number): Shape<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw illTyped(value, at, 'an Integer');
    if (value < min) throw malformed(value, at, `Member must have value greater than or equal to ${min}`);
    if (value > max) throw malformed(value, at, `Member must have value less than or equal to ${max}`);
    return value;
  };
}

/** A number of any kind, between two bounds. */
export function share(value: unknown, at: string): number {
  if (typeof value !== 'number') throw illTyped(value, at, 'a Double');
  if (!(value >= 0 && value <= 1)) {
    throw malformed(value, at, 'Member must have value between 0.0 and 1.0');
  }
  return value;
}

export const flag: Shape<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw illTyped(value, at, 'a Boolean');
  return value;
};

/** Bytes, which JSON carries as base64. */
export const blob: Shape<Buffer> = (value, at) => {
  if (typeof value !== 'string') throw illTyped(value, at, 'a Blob');
  const bytes = Buffer.from(value, 'base64');
  // Node leaves aside what is no base64; Lambda does not.
  if (bytes.length !== Math.floor((value.replace(/=+$/, '').length * 3) / 4)) {
    throw new AwsError(400, 'SerializationException', `The value at '${at}' is no base64.`);
  }
  return bytes;
};

export function list<T>(of: Shape<T>, max = Number.POSITIVE_INFINITY): Shape<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw illTyped(value, at, 'a List');
    if (value.length > max) throw malformed(`[${value}]`, at, `Member must have length less than or equal to ${max}`);
    return value.map((one, index) => of(one, `${at}.${index + 1}.member`));
  };
}

export function map<T>(of: Shape<T>): Shape<Record<string, T>> {
  return (value, at) => {
    if (!isObject(value)) throw illTyped(value, at, 'a Map');
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, of(one, `${at}.${name}`)]));
  };
}

/** An object that is kept as it is. */
export const anything: Shape<Record<string, unknown>> = (value, at) => {
  if (!isObject(value)) throw illTyped(value, at, 'an Object');
  return value;
};

/** A member that need not be there. Those without this must. */
export function optional<T>(of: Shape<T>): Shape<T | undefined> {
  return (value, at) => (value === undefined || value === null ? undefined : of(value, at));
}

/** An object with exactly these members: what is not known here is refused, never left aside. */
export function members<M extends Record<string, Shape<unknown>>>(all: M): Shape<Checked<M>> {
  return (value, at) => {
    if (!isObject(value)) throw illTyped(value, at, 'an Object');
    const prefix = at === '' ? '' : `${at}.`;
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(all, name)) {
        throw malformed(value[name], `${prefix}${name}`, 'Member is known to this embedded Lambda');
      }
    }
    const read = Object.entries(all).map(([name, shape]) => {
      // The sentences have the names in lower case, the requests do not.
      const shown = `${prefix}${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
      return [name, shape(Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined, shown)];
    });
    return Object.fromEntries(read);
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function illTyped(value: unknown, at: string, wanted: string): AwsError {
  if (value === undefined || value === null) return malformed(value, at, 'Member must not be null');
  const kind = Array.isArray(value) ? 'ARRAY' : typeof value;
  return new AwsError(
    400,
    'SerializationException',
    `${kind.toUpperCase()}_VALUE at '${at}' can not be converted to ${wanted}`,
  );
}
