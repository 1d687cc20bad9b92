/** An answer that is no success, as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  /**
   * @param status the HTTP status
   * @param title a sentence for people
   * @param more further members, and `headers` for the answer
   */
  constructor(status, title, { headers = {}, ...more } = {}) {
    super(title);
    this.status = status;
    this.headers = headers;
    this.body = { title, status, ...more };
  }
}
