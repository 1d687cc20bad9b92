import { stream } from '@ci-actions/exec/stream';
import { stripColours } from '@ci-actions/format/strip-colours';

/** What a short command said. */
export interface Answer {
  code: number;
  stdout: string;
  /** Why it did not work, in a line of its own; empty where it said nothing. */
  why: string;
}

/** A daemon that takes connections and does not answer must not hold the job. In milliseconds. */
const patienceMs = 20_000;

/**
 * Asks a program something short.
 *
 * @returns code 127 where it is not there or does not answer; it never throws
 */
export async function probe(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Answer> {
  const text = { stdout: [] as string[], stderr: [] as string[] };
  try {
    const code = await stream(command, args, {
      env,
      signal: AbortSignal.timeout(patienceMs),
      onLine: (line, from) => void text[from].push(line),
    });
    return { code, stdout: text.stdout.join('\n'), why: firstLine([...text.stderr, ...text.stdout]) };
  } catch (thrown) {
    const { name, cause } = thrown as Error;
    if (name === 'TimeoutError') return failed(`it did not answer within ${patienceMs / 1000} s`);
    return failed(
      (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
        ? 'it is not installed'
        : (thrown as Error).message,
    );
  }
}

/** @returns the first line that says something, without its full stop, so that it fits into a sentence */
export function firstLine(lines: readonly string[]): string {
  const found = lines.map((line) => stripColours(line).trim()).find((line) => line !== '') ?? '';
  return found.slice(0, 300).replace(/\.$/, '');
}

const failed = (why: string): Answer => ({ code: 127, stdout: '', why });
