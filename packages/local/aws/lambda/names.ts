import { AwsError } from '../error.ts';
import { invalid, malformed, notFound } from './errors.ts';

/** Where functions and layers are. */
export interface Place {
  account: string;
  region: string;
}

/** What a request means by a function's name. */
export interface Named extends Place {
  name: string;
  /** A version, an alias, or undefined for the function itself. */
  qualifier: string | undefined;
}

const functionName =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;
const shown =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';

/**
 * Reads a function's name: bare, with a qualifier, or a part of an ARN or a whole one.
 *
 * @param home where the caller is: the account of the keys and the region of the signature
 * @param given the qualifier that the request names besides
 * @throws AwsError ValidationException for what is no name, ResourceNotFoundException for another region,
 *   InvalidParameterValueException for two qualifiers that differ
 */
export function readName(text: string, home: Place, given?: string): Named {
  const parts = text.length <= 170 ? functionName.exec(text) : undefined;
  if (!parts) {
    if (text.length > 170) throw malformed(text, 'functionName', 'Member must have length less than or equal to 170');
    throw malformed(text, 'functionName', `Member must satisfy regular expression pattern: ${shown}`);
  }
  const [, region = home.region, account = home.account, name = '', own] = parts;
  if (given !== undefined && !/^[a-zA-Z0-9$_-]{1,128}$/.test(given)) {
    throw malformed(given, 'qualifier', 'Member must satisfy regular expression pattern: (|[a-zA-Z0-9$_-]+)');
  }
  if (region !== home.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${home.region}')`);
  }
  if (own !== undefined && given !== undefined && own !== given) {
    throw invalid('The derived qualifier from the function name does not match the specified qualifier.');
  }
  return { account, region, name, qualifier: given ?? own };
}

export function functionArn({ account, region }: Place, name: string, qualifier?: string): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;
}

export function layerArn({ account, region }: Place, name: string, version?: number | string): string {
  return `arn:aws:lambda:${region}:${account}:layer:${name}${version === undefined ? '' : `:${version}`}`;
}

/** A layer's name: bare, or its ARN. @throws AwsError ValidationException, or ResourceNotFoundException for another region */
export function readLayerName(text: string, home: Place): Place & { name: string } {
  const [, region = home.region, account = home.account, name = ''] =
    /^(?:arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):(\d{12}):layer:)?([a-zA-Z0-9-_]{1,140})$/.exec(text) ?? [];
  if (name === '') {
    throw malformed(
      text,
      'layerName',
      'Member must satisfy regular expression pattern: (arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+',
    );
  }
  if (region !== home.region) throw notFound(`Layers from '${region}' are not reachable in this region`);
  return { account, region, name };
}

/** A version of a layer by its ARN. @throws AwsError InvalidParameterValueException */
export function readLayerVersion(arn: string): Place & { name: string; version: number } {
  const parts = /^arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):(\d{12}):layer:([a-zA-Z0-9-_]{1,140}):(\d+)$/.exec(arn);
  const [, region = '', account = '', name = '', version = ''] = parts ?? [];
  if (!parts) throw invalid(`Invalid layer version ARN: ${arn}`);
  return { account, region, name, version: Number(version) };
}

/** What is done to a function as a whole is not done to one of its versions. */
export function demandUnqualified({ qualifier }: Named): void {
  if (qualifier === undefined || qualifier === '$LATEST') return;
  throw invalid(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  );
}

/** Another account's things would need a policy of their own, which nothing here can set. */
export function demandOwn(named: Place, home: Place, arn: string, action: string, who: string): void {
  if (named.account === home.account) return;
  throw new AwsError(
    403,
    'AccessDeniedException',
    `User: ${who} is not authorized to perform: ${action} on resource: ${arn} because no resource-based policy allows the ${action} action`,
  );
}
