/** A refusal of ECR. The message is a whole sentence. */
export class EcrError extends Error {
  override readonly name = 'EcrError';
  /** As ECR named it: `RepositoryNotFoundException`. */
  readonly code: string;
  readonly status: number;
  /** How long ECR asks to wait. In milliseconds. */
  readonly afterMs: number | undefined;

  constructor(message: string, code: string, status: number, afterMs?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.afterMs = afterMs;
  }
}

/** @returns whether ECR says that the caller may not do it, in one of the words that AWS has for that */
export function isDenied(error: unknown): error is EcrError {
  return error instanceof EcrError && deniedCodes.has(error.code);
}

/** The words of AWS for: you may not. */
export const deniedCodes: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'NotAuthorized',
]);
