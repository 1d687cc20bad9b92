import { deniedCodes, SdkError } from '../sdk/sdk-error.ts';

/** A refusal of ECR. The message is a whole sentence. */
export class EcrError extends SdkError {
  override readonly name = 'EcrError';
}

/** @returns whether ECR says that the caller may not do it, in one of the words that AWS has for that */
export function isDenied(error: unknown): error is EcrError {
  return error instanceof EcrError && deniedCodes.has(error.code);
}
