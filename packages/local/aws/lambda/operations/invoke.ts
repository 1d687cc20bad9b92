import { AwsError } from '../../error.ts';
import type { AwsAnswer } from '../../request.ts';
import { header } from '../../request.ts';
import { allowFunction, type Call, nameOf, type Operation } from '../call.ts';
import { malformed } from '../errors.ts';
import type { LambdaFunction } from '../function.ts';
import type { Reply } from '../options.ts';

/** The most of a log that comes back with an answer, in bytes. */
const logTail = 4096;
/** The largest payload of an answer, in bytes. */
const largestPayload = 6_291_556;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: the only operation that waits, for the function. */
export const invoke: Operation = {
  status: 200,
  raw: true,
  run: (call) => answer(call),
};

async function answer(call: Call): Promise<AwsAnswer> {
  const { request } = call;
  const type = oneOf(request, 'x-amz-invocation-type', 'invocationType', ['RequestResponse', 'Event', 'DryRun']);
  const wantsLog = oneOf(request, 'x-amz-log-type', 'logType', ['None', 'Tail']) === 'Tail';
  const named = nameOf(call);
  allowFunction(call, named);
  const found = call.functions.get(named);
  const version = found.find(turn(found, named.qualifier));
  const event = parse(request.body);
  const deployed = found.running(version);
  if (type === 'DryRun') return { status: 204, headers: { 'x-amzn-requestid': request.id } };
  found.invocations += 1;
  const { code, config } = deployed;
  const work = call.invoker.call(
    found,
    deployed,
    {
      name: found.name,
      version: version.version,
      qualifier: named.qualifier,
      event,
      environment: config.environment,
      code: code.packageType === 'Zip' ? code.archive : undefined,
      imageUri: code.packageType === 'Image' ? code.imageUri : undefined,
    },
    request.id,
  );
  if (type === 'Event') {
    // Nobody is told what comes of it.
    work.catch(() => undefined);
    return { status: 202, headers: { 'x-amzn-requestid': request.id } };
  }
  return show(limited(await work), version.version, wantsLog, request.id);
}

function show(reply: Reply, version: string, wantsLog: boolean, id: string): AwsAnswer {
  const failed = 'error' in reply;
  const log = `START RequestId: ${id} Version: ${version}\n${reply.log ?? ''}${reply.log?.endsWith('\n') === false ? '\n' : ''}END RequestId: ${id}\n`;
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': id,
      'x-amz-executed-version': version,
      ...(failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
      ...(wantsLog ? { 'x-amz-log-result': Buffer.from(log).subarray(-logTail).toString('base64') } : {}),
    },
    body: Buffer.from(bodyOf(reply)),
  };
}

function bodyOf(reply: Reply): string {
  if (!('error' in reply)) return JSON.stringify(reply.payload ?? null);
  const { message, type, trace } = reply.error;
  return JSON.stringify({ errorMessage: message, errorType: type, ...(trace ? { stackTrace: trace } : {}) });
}

function limited(reply: Reply): Reply {
  const size = Buffer.byteLength(bodyOf(reply));
  if (size <= largestPayload) return reply;
  const message = `Response payload size exceeded maximum allowed payload size (${largestPayload} bytes).`;
  return {
    ...('log' in reply ? { log: reply.log ?? '' } : {}),
    error: { type: 'Function.ResponseSizeTooLarge', message },
  };
}

/** Which version has the turn: an alias with weights gives each its share, the same way in every run. */
function turn(found: LambdaFunction, qualifier: string | undefined): string | undefined {
  const alias = qualifier === undefined ? undefined : found.aliases.get(qualifier);
  const [[other, weight] = ['', 0]] = Object.entries(alias?.weights ?? {});
  // Multiples of the golden ratio spread evenly.
  return other !== '' && (found.invocations * 0.6180339887) % 1 < weight ? other : qualifier;
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AwsError(400, 'InvalidRequestContentException', `Could not parse request body into json: ${why}`);
  }
}

function oneOf({ headers }: Call['request'], name: string, member: string, values: readonly string[]): string {
  const value = header(headers, name) ?? values[0] ?? '';
  if (!values.includes(value)) {
    throw malformed(value, member, `Member must satisfy enum value set: [${values.join(', ')}]`);
  }
  return value;
}
