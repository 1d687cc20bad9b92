/** A refusal of a service that is asked through AWS's SDK; each service has its own. The message is a whole sentence. */
export class SdkError extends Error {
  /** As the service named it: `RepositoryNotFoundException`. */
  readonly code: string;
  readonly status: number;
  /** How long the service asks to wait. In milliseconds. */
  readonly afterMs: number | undefined;

  constructor(message: string, code: string, status: number, afterMs?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.afterMs = afterMs;
  }
}

/** The words of AWS for: you may not. */
export const deniedCodes: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'NotAuthorized',
]);
