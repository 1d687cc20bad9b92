/** A refusal of Lambda. The message is a whole sentence. */
export class LambdaError extends Error {
  override readonly name = 'LambdaError';
  /** As Lambda named it: `ResourceConflictException`. */
  readonly code: string;
  readonly status: number;
  /** How long Lambda asks to wait. In milliseconds. */
  readonly afterMs: number | undefined;

  constructor(message: string, code: string, status: number, afterMs?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.afterMs = afterMs;
  }
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

/** The words of AWS for: you may not. */
export const deniedCodes: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'NotAuthorized',
]);
