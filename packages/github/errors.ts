/** GitHub did not do what was asked. The message is a whole sentence. */
export class GitHubError extends Error {
  override readonly name: string = 'GitHubError';
  /** The HTTP status of the last reply; undefined where none came. */
  readonly status: number | undefined;

  constructor(message: string, status: number | undefined, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
  }
}

/** The token may not do this. The message names the line that is missing under `permissions:`. */
export class NotPermitted extends GitHubError {
  override readonly name = 'NotPermitted';
}

/** GitHub asks to wait for longer than the budget allows. The message says for how long. */
export class RateLimited extends GitHubError {
  override readonly name = 'RateLimited';
}
