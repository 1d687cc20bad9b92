import type { Action } from './action-file.ts';
import type { Scope } from './expressions.ts';
import { stringOf, stringsOf } from './node.ts';
import type { StepLog } from './step-log.ts';
import type { StepSpec } from './workflow-file.ts';

/**
 * The inputs of an action: what `with:` gives, then the action's own defaults, evaluated. As on GitHub, an input that
 * the action does not know and a required one that is missing are warnings, and the action decides.
 *
 * @param log where the warnings go; nowhere when it is left out, for a second look at the same inputs
 */
export function inputsOf(action: Action, spec: StepSpec, scope: Scope, log?: StepLog): Record<string, string> {
  const given = Object.entries(stringsOf(spec.fields.with, scope));
  const inputs: Record<string, string> = {};
  for (const [name, input] of Object.entries(action.inputs)) {
    const [, value] = given.find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? [];
    inputs[name] = value ?? stringOf(input.default, scope);
    if (!log) continue;
    if (input.required && inputs[name] === '')
      log.warning(`${action.uses} needs the input '${name}', which is not given.`);
    if (value !== undefined && input.deprecationMessage !== undefined) {
      log.warning(`Input '${name}' has been deprecated with message: ${input.deprecationMessage}`);
    }
  }
  const known = new Set(Object.keys(inputs).map((name) => name.toLowerCase()));
  const unknown = given.filter(([name]) => !known.has(name.toLowerCase()));
  if (unknown.length > 0 && log) {
    const list = (names: string[]) => names.map((name) => `'${name}'`).join(', ');
    log.warning(
      `Unexpected input(s) ${list(unknown.map(([name]) => name))}, valid inputs are [${list(Object.keys(action.inputs))}]`,
    );
  }
  return { ...inputs, ...Object.fromEntries(unknown) };
}
