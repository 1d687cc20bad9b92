import { InputError } from '@ci-actions/errors/errors';
import { fields, type Node, text, texts } from './node.ts';

/**
 * The inputs of a `workflow_dispatch`, checked and typed as GitHub does.
 *
 * @param declared the event's `inputs:`; @param given what the person typed; @param environments those that exist
 * @returns for `inputs`: booleans and numbers as such, everything else as text; an unset one has its default or is empty
 * @throws InputError for an unknown input, a missing required one, and a value that its type does not allow
 */
export function dispatchInputs(
  declared: Node | undefined,
  given: Record<string, string>,
  environments: readonly string[],
): Record<string, unknown> {
  const known = fields(declared);
  const unknown = Object.keys(given).filter((name) => !(name in known));
  if (unknown.length > 0) {
    const names = Object.keys(known);
    throw new InputError(
      `Unexpected inputs provided: ${unknown.join(', ')}. The workflow has ${names.length === 0 ? 'none' : names.join(', ')}.`,
    );
  }
  return Object.fromEntries(
    Object.entries(known).map(([name, node]) => {
      const input = fields(node);
      const type = text(input.type) ?? 'string';
      const options = type === 'environment' ? environments : texts(input.options);
      const required = text(input.required) === 'true';
      const fallback = text(input.default) ?? (type === 'choice' ? options[0] : type === 'boolean' ? 'false' : '');
      const value = given[name] === undefined || given[name] === '' ? (fallback ?? '') : given[name];
      if (required && value === '') throw new InputError(`Required input '${name}' not provided. Give it a value.`);
      return [name, typed(name, type, value, options)];
    }),
  );
}

/** The inputs of a called workflow: `with:` against its `workflow_call.inputs`, with their types and defaults. */
export function callInputs(
  declared: Record<string, { type: string; required: boolean; fallback: unknown }>,
  given: Record<string, unknown>,
) {
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  if (unknown.length > 0)
    throw new InputError(`The called workflow has no input ${unknown.join(', ')}. Take it out of \`with:\`.`);
  const result: Record<string, unknown> = {};
  for (const [name, { type, required, fallback }] of Object.entries(declared)) {
    const value = given[name];
    if (value === undefined) {
      if (required) throw new InputError(`The called workflow needs the input ${name}. Give it in \`with:\`.`);
      result[name] = fallback ?? { boolean: false, number: 0 }[type] ?? '';
      continue;
    }
    // The types of inputs are named as JavaScript's are.
    if (typeof value !== type) {
      throw new InputError(
        `The input ${name} of the called workflow is a ${type}, but \`with:\` gives the ${typeof value} '${value}'.`,
      );
    }
    result[name] = value;
  }
  return result;
}

function typed(name: string, type: string, value: string, options: readonly string[]): unknown {
  if (type === 'boolean') {
    if (value !== 'true' && value !== 'false')
      throw new InputError(`Input '${name}' is true or false, not '${value}'.`);
    return value === 'true';
  }
  if (value === '') return '';
  if (type === 'number') {
    if (Number.isNaN(Number(value))) throw new InputError(`Input '${name}' is a number, not '${value}'.`);
    return Number(value);
  }
  if ((type === 'choice' || type === 'environment') && !options.includes(value)) {
    const list = options.length === 0 ? 'there is none' : `it is one of ${options.join(', ')}`;
    throw new InputError(`Provided value '${value}' for input '${name}' not in the list of allowed values: ${list}.`);
  }
  return value;
}
