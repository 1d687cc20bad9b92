import { onOneLine } from './key.ts';

/** What S3 refused. The message is a sentence for a person; `code` and `status` are S3's own. */
export class S3Error extends Error {
  override readonly name: string = 'S3Error';
  /** S3's word for it (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
  readonly code: string;
  /** The HTTP status. */
  readonly status: number;
  /** How long S3 asks to wait before another try, in milliseconds, if it says so. */
  readonly afterMs: number | undefined;

  constructor(message: string, code: string, status: number, afterMs?: number) {
    // Names of objects and words of the server come with it.
    super(onOneLine(message));
    this.code = code;
    this.status = status;
    this.afterMs = afterMs;
  }
}

/** Somebody else wrote the object first: it is not the one that the caller had read. Read it again and decide anew. */
export class PreconditionFailed extends S3Error {
  override readonly name = 'PreconditionFailed';
}

/** A file is not any more, or never was while it was sent, what was planned. Nothing of it was published. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
  readonly path: string;

  constructor(path: string, how: string) {
    super(
      `The file ${onOneLine(path)} changed while it was being published: ${how}. Publish again when nothing writes to it.`,
    );
    this.path = path;
  }
}
