import { AwsError } from '../error.ts';

/** A value that Lambda does not take; nearly all its refusals are this one. */
export function invalid(message: string): AwsError {
  return new AwsError(400, 'InvalidParameterValueException', message);
}

/** A value that is refused before anybody looks at what it is about. @param constraint such as `Member must not be null` */
export function malformed(value: unknown, at: string, constraint: string): AwsError {
  const shown = typeof value === 'string' ? `'${value}'` : String(value ?? 'null');
  return new AwsError(
    400,
    'ValidationException',
    `1 validation error detected: Value ${shown} at '${at}' failed to satisfy constraint: ${constraint}`,
  );
}

export function notFound(message: string): AwsError {
  return new AwsError(404, 'ResourceNotFoundException', message);
}

export function conflict(message: string): AwsError {
  return new AwsError(409, 'ResourceConflictException', message);
}

export function tooLarge(message: string): AwsError {
  return new AwsError(413, 'RequestEntityTooLargeException', message);
}

/** The function or the alias has changed since somebody looked at it. */
export function wrongRevision(): AwsError {
  return new AwsError(
    412,
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );
}
