import { InputError } from '@ci-actions/errors/errors';
import { listed } from '@ci-actions/format/units';
import { type AskedInput, askedInputs } from './workflow-files.ts';

/**
 * Of the inputs that a person gave, those that a workflow takes. Where it asks for an environment and neither the person
 * nor the workflow has one, that is development.
 *
 * @param asked what the workflow asks for
 */
export function inputsFor(asked: Record<string, AskedInput>, given: Record<string, string>): Record<string, string> {
  const taken = Object.fromEntries(Object.entries(given).filter(([name]) => name in asked));
  const { environment } = asked;
  const open = environment && environment.default === undefined && environment.options.length === 0;
  return open ? { environment: 'development', ...taken } : taken;
}

/** @throws InputError for an input that no workflow takes, with what each of them does take */
export async function checkInputs(
  work: string,
  files: readonly string[],
  given: Record<string, string>,
): Promise<void> {
  const takes = new Map<string, readonly string[]>();
  for (const file of files) {
    try {
      const asked = await askedInputs(work, file);
      if (asked) takes.set(file, Object.keys(asked));
    } catch (thrown) {
      // Whoever runs the file says what is wrong with it.
      if (!(thrown instanceof InputError)) throw thrown;
    }
  }
  const known = new Set([...takes.values()].flat());
  const lost = Object.keys(given).filter((name) => !known.has(name));
  if (lost.length === 0) return;
  const all = [...takes].map(([file, names]) => `${file} takes ${names.length === 0 ? 'none' : listed(names)}`);
  throw new InputError(
    `No workflow that can be started by hand takes the input ${listed(lost)}: ${
      all.length === 0 ? `${listed(files)} cannot` : all.join('; ')
    }.`,
  );
}
