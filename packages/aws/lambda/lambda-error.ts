import { SdkError } from '../sdk/sdk-error.ts';

/** A refusal of Lambda. The message is a whole sentence. */
export class LambdaError extends SdkError {
  override readonly name = 'LambdaError';
}

/** @returns whether there is no such function, version, alias or layer */
export function isMissing(error: unknown): error is LambdaError {
  return error instanceof LambdaError && error.code === 'ResourceNotFoundException';
}

/** @returns whether a RevisionId or a CodeSha256 no longer holds: something else has changed the function or the alias */
export function isMoved(error: unknown): error is LambdaError {
  return error instanceof LambdaError && error.code === 'PreconditionFailedException';
}

/** @returns whether another update is under way, or what was to be created is there already: Lambda has one word for both */
export function isConflict(error: unknown): error is LambdaError {
  return error instanceof LambdaError && error.code === 'ResourceConflictException';
}
