import type { Invocation, LambdaClient } from '@ci-actions/aws/lambda/client';
import type { FunctionState } from '@ci-actions/aws/lambda/function-state';
import { InputError } from '@ci-actions/errors/errors';
import { stripColours } from '@ci-actions/format/strip-colours';
import { duration } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';

/** A new version was tried and failed, so that no alias was moved to it. */
export class SmokeFailed extends Error {
  override readonly name = 'SmokeFailed';
}

/** No more of what a function answered is shown. In characters. */
const longestAnswer = 1_000;
const mostLines = 30;

/** @throws InputError where an event is no JSON */
export function readSmokeEvent(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (cause) {
    throw new InputError(`The input smoke-event is no JSON: ${(cause as Error).message}.`, { cause });
  }
}

/**
 * Invokes one version with the event. It has failed where the function ends with an error, and where it answers, as for
 * HTTP, with a `statusCode` of 500 or above.
 *
 * @param rest what the failure leaves as it is, as a sentence: `The alias live names version 4 as before.`
 * @throws SmokeFailed with the function's error and the end of its log; both are untrusted text
 */
export async function smoke(
  lambda: Pick<LambdaClient, 'invoke'>,
  { id, name }: { id: string; name: string },
  { version, timeoutSeconds }: Pick<FunctionState, 'version' | 'timeoutSeconds'>,
  event: string,
  { rest, log }: { rest: string; log: Pick<Log, 'info'> },
): Promise<void> {
  const started = performance.now();
  log.info(`Invoking version ${version} of ${name} with the smoke event`);
  const invocation = await lambda.invoke(id, version, event, timeoutSeconds);
  const why = whyFailed(invocation);
  if (why === undefined) {
    log.info(`Version ${version} of ${name} answered after ${duration(performance.now() - started)}.`);
    return;
  }
  const lines = clean(invocation.logTail).split('\n').filter(Boolean).slice(-mostLines);
  const tail = lines.length > 0 ? ` Its log ended with:\n${lines.join('\n')}` : '';
  throw new SmokeFailed(`The smoke invocation of version ${version} of ${name} failed: ${why}. ${rest}${tail}`);
}

function whyFailed({ payload, functionError }: Invocation): string | undefined {
  const answer = parse(payload);
  if (functionError !== undefined) {
    const { errorType, errorMessage } = answer;
    const told = [errorType, errorMessage].filter((part) => typeof part === 'string' && part !== '').join(': ');
    return `${functionError}: ${short(told || payload || 'it says no more')}`;
  }
  const { statusCode } = answer;
  return typeof statusCode === 'number' && statusCode >= 500 ? `it answered ${short(payload)}` : undefined;
}

function parse(payload: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function short(text: string): string {
  const line = clean(text).replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length <= longestAnswer ? line : `${line.slice(0, longestAnswer)}…`;
}

function clean(text: string): string {
  return stripColours(text).replace(/\r\n?/g, '\n').replace(controls, ' ');
}

/** All but line ends and tabs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
