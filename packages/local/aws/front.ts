import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from './error.ts';
import { refuseAsAsked } from './faults-in-words.ts';
import type { AwsOptions, RequestRecord } from './options.ts';
import { type AwsAnswer, type AwsRequest, readBody, readHead } from './request.ts';

type Head = Omit<AwsRequest, 'body'>;

/** What a service makes of one request. */
export interface Asked {
  /** The request for the log and for fault rules. */
  describe(request: AwsRequest): RequestRecord;
  /** @param record told whose request it is @throws AwsError the refusal */
  answer(request: AwsRequest, record: RequestRecord): AwsAnswer | Promise<AwsAnswer>;
  refusal(error: AwsError, request: Head): AwsAnswer;
  /** How large a body may be, in bytes, and the refusal of one that is larger; it is not kept. */
  limit?: { bytes: number; refusal(): AwsError };
  /** To be called when the request is over, whatever became of it. */
  end?(): void;
}

/**
 * Between HTTP and the services that read a request whole: faults, the log, and the answer's way out.
 *
 * @param ask the service that a request is for; called before its body has arrived
 * @param log told of every request that was answered, or broken off on purpose
 */
export function makeFront(
  { clock = () => new Date(), faults }: Pick<AwsOptions, 'clock' | 'faults'>,
  ask: (head: Head) => Asked,
  log: (record: RequestRecord) => void,
) {
  return async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const head = readHead(message, clock());
    const asked = ask(head);
    try {
      const body = await readBody(message, asked.limit?.bytes);
      const request: AwsRequest = { ...head, body: body ?? Buffer.alloc(0) };
      const record = asked.describe(request);
      const fault = faults?.next({ method: request.method, path: request.rawPath, operation: record.operation });
      if (fault?.kind === 'call') await fault.call();
      if (fault?.kind === 'slow') await sleep(fault.delayMs);
      const answer =
        fault?.kind === 'reset'
          ? undefined
          : await attempt(asked, request, record, () => {
              refuseAsAsked(fault, record.service);
              if (!body && asked.limit) throw asked.limit.refusal();
            });
      if (!answer || fault?.kind === 'lost') {
        log(record);
        response.destroy();
        return;
      }
      if (fault?.kind === 'status' && fault.retryAfter !== undefined) {
        answer.headers = { ...answer.headers, 'retry-after': String(fault.retryAfter) };
      }
      record.status = answer.status;
      log(record);
      send(request, answer, response);
    } finally {
      asked.end?.();
    }
  };
}

async function attempt(
  asked: Asked,
  request: AwsRequest,
  record: RequestRecord,
  first: () => void,
): Promise<AwsAnswer> {
  try {
    first();
    return await asked.answer(request, record);
  } catch (thrown) {
    const error =
      thrown instanceof AwsError
        ? thrown
        : new AwsError(500, 'InternalError', `The embedded ${record.service} failed: ${thrown}`);
    record.code = error.code;
    return asked.refusal(error, request);
  }
}

function send(request: AwsRequest, answer: AwsAnswer, response: ServerResponse): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.setHeader('x-amz-request-id', request.id);
  response.setHeader('date', request.time.toUTCString());
  response.setHeader('server', 'ci-actions-local');
  if (typeof answer.body === 'string') response.setHeader('content-type', 'application/xml');
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    if (value !== undefined) response.setHeader(name, value);
  }
  const isBare = request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
  if (!isBare || (request.method === 'HEAD' && body && answer.status < 300)) {
    response.setHeader('content-length', body?.length ?? 0);
  }
  response.writeHead(answer.status);
  response.end(isBare ? undefined : body);
}
