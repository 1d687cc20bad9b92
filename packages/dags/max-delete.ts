import { InputError } from '@ci-actions/errors/errors';
import { count, listed } from '@ci-actions/format/units';

/** How many deletes a plan may hold. */
export type MaxDelete = { percent: number } | { number: number };

/** A share of a small folder is next to nothing: so many deletes are always within a share. */
const floor = 10;

/**
 * Reads the `max-delete` input: `25%` of what is there, or a number.
 *
 * @throws InputError for anything else
 */
export function readMaxDelete(text: string, name = 'max-delete'): MaxDelete {
  const percent = /^(\d{1,3})\s*%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  if (/^\d{1,9}$/.test(text)) return { number: Number(text) };
  throw new InputError(
    `The input \`${name}\` is ${JSON.stringify(text)}; set it to a share such as 25%, or to a number such as 40.`,
  );
}

/**
 * Whether a plan deletes too much: a wrong source folder looks just like a large clean-up.
 *
 * @param deletes the keys that the plan deletes
 * @param present how many objects are there that it could delete
 * @returns a sentence that says how many of how many, names a few, and says how to let it pass; undefined for a plan that may pass
 */
export function tooManyDeletes(
  deletes: readonly string[],
  present: number,
  max: MaxDelete,
  place: string,
): string | undefined {
  const share = 'percent' in max;
  const limit = share ? Math.max(max.percent === 0 ? 0 : floor, Math.floor((present * max.percent) / 100)) : max.number;
  if (deletes.length <= limit) return undefined;
  const few = deletes.slice(0, 5).map((key) => JSON.stringify(key));
  const more = deletes.length - few.length;
  const named = listed(more > 0 ? [...few, `${more} more`] : few);
  return `The plan deletes ${deletes.length} of ${count(present, 'object')} in ${place} (${named}), and \`max-delete\` allows ${limit}. If the source folder is the right one, raise it: \`max-delete: ${deletes.length}\`, or \`100%\`; to keep them, name them in \`exclude\` or set \`delete: false\`.`;
}
