import { createHash } from 'node:crypto';
import { AwsError } from '../error.ts';
import type { RequestRecord } from '../options.ts';
import type { Principals } from '../principals.ts';
import type { AwsAnswer, AwsRequest } from '../request.ts';
import { type Signed, verifySignature } from '../sigv4.ts';
import type { Call, Ground } from './call.ts';
import { tooLarge } from './errors.ts';
import { isObject } from './input.ts';
import { largestRequest } from './limits.ts';
import { isWrite, type Route } from './route.ts';

/** A request that would have changed something, whatever became of it, in the order in which they came. */
export interface Write {
  operation: string;
  /** The name of the function or the layer, as the request has it. */
  name: string;
  /** What it brought; instead of an archive how large it is and its SHA-256. */
  input: Readonly<Record<string, unknown>>;
  /** The HTTP status of the answer. */
  status: number;
  /** The error's code, where it was one. */
  code?: string;
}

/** Lambda: what stands between an HTTP request that was read and the answer to it. */
export class Lambda {
  readonly writes: Write[] = [];
  readonly #ground: Ground;
  readonly #principals: Principals;

  constructor(ground: Ground, principals: Principals) {
    this.#ground = ground;
    this.#principals = principals;
  }

  /**
   * Answers one request. Nothing in here waits but for a function that is invoked, so every other request is atomic.
   *
   * @param record told whose request it is and what it is about
   * @throws AwsError the refusal, to be sent as `refusal` renders it
   */
  answer(request: AwsRequest, { operation, run, path }: Route, record: RequestRecord): AwsAnswer | Promise<AwsAnswer> {
    if (!run) {
      throw new AwsError(404, 'UnknownOperationException', `This Lambda has no ${request.method} ${request.rawPath}.`);
    }
    const { principal, region } = signatureOf(request, this.#principals);
    record.role = principal.arn;
    const home = { account: principal.account, region };
    const call: Call = { ...this.#ground, operation, principal, home, path, request, time: request.time };
    if (run.raw) return run.run(call, undefined) as Promise<AwsAnswer>;
    const input = parse(request);
    const done = (status: number, code?: string) => {
      if (isWrite(operation)) this.#note(operation, path, input, status, code);
    };
    try {
      const body = JSON.stringify(run.run(call, input));
      done(run.status);
      return { status: run.status, headers: headersOf(request), body };
    } catch (thrown) {
      if (thrown instanceof AwsError) done(thrown.status, thrown.code);
      throw thrown;
    }
  }

  #note(operation: string, path: Route['path'], input: Record<string, unknown>, status: number, code?: string): void {
    const name = path.FunctionName ?? path.LayerName ?? String(input.FunctionName ?? '');
    this.writes.push({ operation, name, input: withoutBytes(input), status, ...(code === undefined ? {} : { code }) });
  }
}

/** What a request is about, for the log. */
export function describeRequest({ operation, path }: Route): RequestRecord {
  const { FunctionName, LayerName, Name } = path;
  const name = FunctionName ?? LayerName;
  return {
    service: 'lambda',
    operation,
    ...(name === undefined ? {} : { function: name }),
    ...(Name === undefined ? {} : { reference: Name }),
    status: 0,
  };
}

/** The refusal of a request whose body is too large to be read. */
export function refuseLarge({ operation }: Route): AwsError {
  const shown = operation === 'Invoke' ? 'InvokeFunction' : operation;
  return tooLarge(`Request must be smaller than ${largestRequest(operation)} bytes for the ${shown} operation`);
}

function withoutBytes(input: Record<string, unknown>): Record<string, unknown> {
  const shown = Object.entries(input).map(([name, value]): [string, unknown] => {
    if (name === 'ZipFile' && typeof value === 'string') {
      const bytes = Buffer.from(value, 'base64');
      return [name, { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('base64') }];
    }
    return [name, isObject(value) ? withoutBytes(value) : value];
  });
  return Object.fromEntries(shown);
}

function parse({ body }: AwsRequest): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (isObject(parsed)) return parsed;
  } catch {
    // What is no JSON is refused like what is no object.
  }
  throw new AwsError(400, 'SerializationException', 'The body must be a JSON object');
}

/** Lambda refuses the same things as S3 under names of its own. */
function signatureOf(request: AwsRequest, principals: Principals): Signed {
  const unknown = ['UnrecognizedClientException', 'The security token included in the request is invalid.'] as const;
  const renamed: Record<string, readonly [code: string, message: string]> = {
    InvalidAccessKeyId: unknown,
    InvalidToken: unknown,
    ExpiredToken: ['ExpiredTokenException', 'The security token included in the request is expired'],
    RequestTimeTooSkewed: ['InvalidSignatureException', 'Signature expired or not yet current.'],
    SignatureDoesNotMatch: [
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    ],
    AuthorizationHeaderMalformed: [
      'IncompleteSignatureException',
      'The Authorization header or its scope is malformed.',
    ],
    AccessDenied: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  };
  let signed: Signed;
  try {
    signed = verifySignature(request, principals, 'lambda');
  } catch (error) {
    const other = error instanceof AwsError ? renamed[error.code] : undefined;
    throw other ? new AwsError(403, ...other) : error;
  }
  if (/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(signed.region)) return signed;
  throw new AwsError(403, 'InvalidSignatureException', 'Credential should be scoped to a valid region.');
}

const headersOf = ({ id }: Omit<AwsRequest, 'body'>) => ({
  'content-type': 'application/json',
  'x-amzn-requestid': id,
});

/** A refusal as Lambda writes it. */
export function refusal(error: AwsError, request: Omit<AwsRequest, 'body'>): AwsAnswer {
  const Type = error.status >= 500 ? 'Service' : 'User';
  // Some of its errors have one spelling of the word, some the other; its clients take both.
  const body = JSON.stringify({ Type, message: error.message, Message: error.message });
  return {
    status: error.status,
    headers: { ...error.headers, ...headersOf(request), 'x-amzn-errortype': error.code },
    body,
  };
}
