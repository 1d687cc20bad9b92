/** A refusal in AWS's own words. Each service turns it into its own XML or JSON. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  /**
   * @param status the HTTP status
   * @param code AWS's error code, such as `NoSuchKey`
   * @param details further elements of the error document, such as `BucketName`
   * @param headers further headers of the answer, such as `x-amz-bucket-region`
   */
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    details: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}
