import { invalidParameter, refused } from './errors.ts';

/**
 * Checks one value of a request and returns it with its type.
 *
 * @param at the member's name, for the sentence
 * @throws AwsError SerializationException for another type, InvalidParameterException for a value out of bounds
 */
export type Shape<T> = (value: unknown, at: string) => T;

type Typed<M> = { [K in keyof M]: M[K] extends Shape<infer T> ? T : never };

interface TextRules<T extends string> {
  pattern?: RegExp;
  oneOf?: readonly T[];
  min?: number;
  max?: number;
}

export function text<T extends string = string>({ pattern, oneOf, min = 0, max }: TextRules<T> = {}): Shape<T> {
  return (value, at) => {
    if (typeof value !== 'string') throw illTyped(value, at, 'a String');
    if (oneOf && !(oneOf as readonly string[]).includes(value)) {
      throw invalidParameter(at, `Member must satisfy enum value set: [${oneOf.join(', ')}]`);
    }
    if (pattern && !new RegExp(`^(?:${pattern.source})$`, 'u').test(value)) {
      throw invalidParameter(at, `must satisfy regular expression '${pattern.source}'`);
    }
    if (value.length < min || (max !== undefined && value.length > max)) {
      throw invalidParameter(at, `Member must have length between ${min} and ${max}`);
    }
    return value as T;
  };
}

export function whole(min: number, max: number): Shape<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw illTyped(value, at, 'an Integer');
    if (value < min || value > max) throw invalidParameter(at, `Member must have value between ${min} and ${max}`);
    return value;
  };
}

export const flag: Shape<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw illTyped(value, at, 'a Boolean');
  return value;
};

export function list<T>(of: Shape<T>, min = 0, max = Number.POSITIVE_INFINITY): Shape<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw illTyped(value, at, 'a List');
    if (value.length < min || value.length > max) {
      throw invalidParameter(at, `Member must have length between ${min} and ${max}`);
    }
    return value.map((one, index) => of(one, `${at}.${index + 1}.member`));
  };
}

/** A member that need not be there. Those without this must. */
export function optional<T>(of: Shape<T>): Shape<T | undefined> {
  return (value, at) => (value === undefined || value === null ? undefined : of(value, at));
}

/** An object with exactly these members: what is not known here is refused, never left aside. */
export function members<M extends Record<string, Shape<unknown>>>(all: M): Shape<Typed<M>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw illTyped(value, at, 'an Object');
    const prefix = at === '' ? '' : `${at}.`;
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(all, name)) throw invalidParameter(`${prefix}${name}`, 'Member is known to this ECR');
    }
    const given = value as Record<string, unknown>;
    const read = Object.entries(all).map(([name, shape]) => {
      const checked = shape(given[name] ?? undefined, `${prefix}${name}`);
      return [name, checked];
    });
    return Object.fromEntries(read);
  };
}

function illTyped(value: unknown, at: string, wanted: string) {
  if (value === undefined || value === null) return invalidParameter(at, 'Member must not be null');
  const kind = Array.isArray(value) ? 'ARRAY' : typeof value === 'object' ? 'OBJECT' : typeof value;
  return refused('SerializationException', `${kind.toUpperCase()}_VALUE at '${at}' can not be converted to ${wanted}`);
}
