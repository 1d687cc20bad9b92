import { AwsError } from '../error.ts';
import { demand } from '../policy.ts';
import type { Principal } from '../principals.ts';
import type { AwsAnswer, AwsRequest } from '../request.ts';
import type { Sources } from './code.ts';
import type { CodeUrls } from './code-urls.ts';
import type { LambdaFunction } from './function.ts';
import type { Functions } from './functions.ts';
import { type Checked, members, type Shape } from './input.ts';
import type { Invoker } from './invoke.ts';
import type { Layers } from './layers.ts';
import { demandOwn, demandUnqualified, functionArn, type Named, type Place, readName } from './names.ts';
import type { LambdaOptions } from './options.ts';

/** What all operations stand on. */
export interface Ground {
  functions: Functions;
  layers: Layers;
  sources: Sources;
  options: LambdaOptions;
  urls: CodeUrls;
  invoker: Invoker;
  /** Told of each function that has changed, and of each layer, by its name. */
  save(changed: LambdaFunction | (Place & { layer: string })): void;
}

/** One request that was signed rightly. */
export interface Call extends Ground {
  /** Such as `UpdateFunctionCode`. */
  operation: string;
  principal: Principal;
  /** The caller's account and the region of the signature. */
  home: Place;
  /** What the path names, decoded. */
  path: Readonly<Record<string, string>>;
  request: AwsRequest;
  time: Date;
}

/** One operation: checks what comes in, then does it. */
export interface Operation {
  /** The HTTP status when it is done. */
  status: number;
  /** The body is no JSON of AWS's but somebody's own. */
  raw?: true;
  run(call: Call, input: unknown): object | Promise<AwsAnswer>;
}

/** Makes an operation from the members of its input. */
export function operation<M extends Record<string, Shape<unknown>>>(
  status: number,
  input: M,
  run: (call: Call, input: Checked<M>) => object,
): Operation {
  const shape = members(input);
  return { status, run: (call, given) => run(call, shape(given, '')) };
}

/** The same on one function as a whole, that the caller may do this to: asked before it is known to be there. */
export function onFunction<M extends Record<string, Shape<unknown>>>(
  status: number,
  input: M,
  run: (call: Call, found: LambdaFunction, input: Checked<M>) => object,
): Operation {
  return operation(status, input, (call, checked) => {
    const named = nameOf(call);
    demandUnqualified(named);
    allowFunction(call, { ...named, qualifier: undefined });
    return run(call, call.functions.get({ ...named, qualifier: undefined }), checked);
  });
}

/** The function, and the version or alias, that a request names. */
export function nameOf({ path, home, request }: Call): Named {
  const given = request.query.get('Qualifier');
  return readName(path.FunctionName ?? '', home, given === '' ? undefined : given);
}

/** @throws AwsError AccessDeniedException unless the caller may do this to a function, a version or an alias */
export function allowFunction(call: Call, named: Named): void {
  const arn = functionArn(named, named.name, named.qualifier);
  allow(call, arn);
  demandOwn(named, call.home, arn, `lambda:${call.operation}`, call.principal.arn);
}

/** @throws AwsError AccessDeniedException, in IAM's words */
export function allow({ principal, operation }: Call, resource: string, action = actionOf(operation)): void {
  try {
    demand(principal, action, resource);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw new AwsError(
      403,
      'AccessDeniedException',
      `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    );
  }
}

/** Not every action bears the name of its operation: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
function actionOf(operation: string): string {
  if (operation === 'Invoke') return 'lambda:InvokeFunction';
  if (operation === 'GetLayerVersionByArn') return 'lambda:GetLayerVersion';
  return `lambda:${operation}`;
}
