/** A value of a JSON document, as it was parsed. */
export type Json = null | boolean | number | string | readonly Json[] | Members;

/** An object of a JSON document. */
export interface Members {
  readonly [name: string]: Json;
}

/** @returns the object, or undefined for anything else */
export function members(value: Json | undefined): Members | undefined {
  return typeof value === 'object' && value !== null && !isList(value) ? value : undefined;
}

/** @returns the array, or an empty one for anything else */
export function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/** @returns the objects of an array; an empty one for whatever else stands in it, so that it does not get lost */
export function objects(value: Json | undefined): readonly Members[] {
  return list(value).map((one) => members(one) ?? {});
}

/**
 * The rows of a report, or what rows stand in. Nothing that could be one is passed over.
 *
 * @param value an array of objects, or nothing
 * @param refuse called for anything else
 */
export function rows(value: Json | undefined, refuse: (reason: string) => never): readonly Members[] {
  if (value === undefined || value === null) return [];
  if (!isList(value)) return refuse('has something else where a list of tests should be');
  return value.map((one) => members(one) ?? refuse('has something else where a test should be'));
}

/** @returns the strings of an array; whatever else stands in it is left out */
export function texts(value: Json | undefined): readonly string[] {
  return list(value).filter((one) => typeof one === 'string');
}

/** @returns the string, or an empty one for anything else */
export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** @returns the number, or 0 for what is none or below it: no count and no time of a report is negative */
export function amount(value: Json | undefined): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

/** Whether the value is an array. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
