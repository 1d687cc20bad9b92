/**
 * Bad input: something that the person who wrote the workflow can mend. It is thrown before anything is written.
 * The message is a whole sentence: what is wrong, where, and what to do.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/**
 * The text of anything that was thrown, for a person: the message, then what lies under it, outermost first.
 *
 * @param thrown anything; JavaScript lets code throw what it likes
 * @returns one line per cause, without stack traces; a cause that the message above it already quotes is left out
 * @example explain(new Error('The upload failed.', { cause: new Error('socket hang up') }))
 * // 'The upload failed.\nCause: socket hang up'
 */
export function explain(thrown: unknown): string {
  const lines: string[] = [];
  let current: unknown = thrown;
  for (let depth = 0; current !== undefined && current !== null && depth < 5; depth++) {
    const text = current instanceof Error ? current.message || current.name : String(current);
    if (!lines.some((line) => line.includes(text))) lines.push(depth === 0 ? text : `Cause: ${text}`);
    current = current instanceof Error ? current.cause : undefined;
  }
  return lines.join('\n') || 'Something failed without saying why.';
}
