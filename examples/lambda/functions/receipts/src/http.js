/** What the caller did wrong, in a sentence for her. */
export class Problem extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

/** The method and the path of an event, `GET /health`; without a method it is GET. */
export const routeOf = ({ rawPath, requestContext }) => `${requestContext?.http?.method ?? 'GET'} ${rawPath || '/'}`;

/** What the body of an event says as JSON. @throws Problem where it is none */
export function bodyOf({ body, isBase64Encoded }) {
  try {
    return JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);
  } catch {
    throw new Problem(400, 'The body is no JSON.');
  }
}

export const answer = (statusCode, body, type = 'application/json') => ({
  statusCode,
  headers: { 'content-type': type },
  body,
});
