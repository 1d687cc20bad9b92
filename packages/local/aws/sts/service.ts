import { AwsError } from '../error.ts';
import type { AwsOptions, Role } from '../options.ts';
import { demand } from '../policy.ts';
import type { Principal, Principals, Session } from '../principals.ts';
import type { AwsAnswer, AwsRequest } from '../request.ts';
import { type Signed, verifySignature } from '../sigv4.ts';
import { fits } from '../wildcard.ts';
import { element, elements, xmlDocument } from '../xml.ts';
import { verifyToken } from './jwt.ts';

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** STS: web identities and roles into temporary keys. */
export class Sts {
  readonly #principals: Principals;
  readonly #issuer: AwsOptions['issuer'];

  constructor(principals: Principals, issuer: AwsOptions['issuer']) {
    this.#principals = principals;
    this.#issuer = issuer;
  }

  /**
   * Answers one request in the query protocol.
   *
   * @param form the request's body, parsed
   * @param note told who signed the request, or which session it opened
   * @throws AwsError the refusal, to be sent as `refusal` renders it
   */
  answer(request: AwsRequest, form: URLSearchParams, note: (arn: string) => void): AwsAnswer {
    const operation = form.get('Action') ?? '';
    const signed = (): Signed => {
      const proven = signatureOf(request, this.#principals);
      note(proven.principal.arn);
      return proven;
    };
    if (operation === 'AssumeRoleWithWebIdentity') {
      const { session, extra } = this.#withWebIdentity(form, request.time);
      note(session.arn);
      return answer(operation, request, issued(session) + elements(extra));
    }
    if (operation === 'AssumeRole') {
      return answer(operation, request, issued(this.#assume(form, signed().principal, request.time)));
    }
    if (operation === 'GetCallerIdentity') {
      const { arn, userId, account } = signed().principal;
      return answer(operation, request, elements({ Arn: arn, UserId: userId, Account: account }));
    }
    throw new AwsError(400, 'InvalidAction', `Could not find operation ${operation} for version 2011-06-15`);
  }

  #withWebIdentity(form: URLSearchParams, now: Date) {
    const token = required(form, 'WebIdentityToken');
    const arn = required(form, 'RoleArn');
    checkForm(form);
    const claims = verifyToken(token, this.#issuer, now);
    const role = this.#principals.roles.find((other) => other.arn === arn);
    const { aud, sub } = role?.trust ?? {};
    const trusted =
      role?.trust !== undefined &&
      (aud !== undefined || sub !== undefined) &&
      (aud === undefined || claims.aud.includes(aud)) &&
      (sub === undefined || [sub].flat().some((pattern) => fits(pattern, claims.sub)));
    // A role that is not there is refused like one that does not trust: nobody learns which roles exist.
    if (!role || !trusted) {
      throw new AwsError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
    }
    const session = this.#open(role, form, now);
    const provider = `arn:aws:iam::${session.account}:oidc-provider/${claims.iss.replace(/^https?:\/\//, '')}`;
    const extra = {
      SubjectFromWebIdentityToken: claims.sub,
      Audience: claims.aud.join(','),
      Provider: provider,
    };
    return { session, extra };
  }

  #assume(form: URLSearchParams, caller: Principal, now: Date): Session {
    const arn = required(form, 'RoleArn');
    checkForm(form);
    const role = this.#principals.roles.find((other) => other.arn === arn);
    const trusted = role?.trust?.principals?.some((pattern) => fits(pattern, caller.arn)) ?? false;
    if (!role || !trusted) {
      throw new AwsError(
        403,
        'AccessDenied',
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      );
    }
    demand(caller, 'sts:AssumeRole', arn);
    return this.#open(role, form, now);
  }

  #open(role: Role, form: URLSearchParams, now: Date): Session {
    const seconds = Number(form.get('DurationSeconds') ?? 3600);
    if (seconds > (role.maxSession ?? 3600)) {
      throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
    }
    // STS answers whole seconds; what it says is what it does.
    const expires = new Date(Math.floor(now.getTime() / 1000) * 1000 + seconds * 1000);
    return this.#principals.issue(role, required(form, 'RoleSessionName'), expires);
  }
}

/** S3 and STS refuse the same things under different names. */
function signatureOf(request: AwsRequest, principals: Principals): Signed {
  const renamed: Record<string, [status: number, code: string, message: string]> = {
    InvalidAccessKeyId: [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'],
    InvalidToken: [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'],
    ExpiredToken: [403, 'ExpiredToken', 'The security token included in the request is expired'],
    RequestTimeTooSkewed: [403, 'SignatureDoesNotMatch', 'Signature expired or not yet current.'],
    AuthorizationHeaderMalformed: [400, 'IncompleteSignature', 'The Authorization header or its scope is malformed.'],
    AccessDenied: [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
  };
  try {
    return verifySignature(request, principals, 'sts');
  } catch (error) {
    const other = error instanceof AwsError ? renamed[error.code] : undefined;
    throw other ? new AwsError(...other) : error;
  }
}

function checkForm(form: URLSearchParams): void {
  const name = required(form, 'RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw validation(
      `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  const seconds = form.get('DurationSeconds') ?? '3600';
  if (!/^\d{1,6}$/.test(seconds) || Number(seconds) < 900 || Number(seconds) > 43_200) {
    throw validation(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 43200`,
    );
  }
  // A policy that this server left aside would widen what the caller meant to narrow.
  if (form.has('Policy') || form.has('PolicyArns.member.1.arn')) {
    throw validation('Session policies are beyond this STS: give the role itself the narrower policy.');
  }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) {
    throw validation(
      `1 validation error detected: Value null at '${name[0]?.toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

const validation = (message: string) => new AwsError(400, 'ValidationError', message);

function issued(session: Session): string {
  const credentials = elements({
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: session.expires.toISOString().replace('.000Z', 'Z'),
  });
  const user = elements({ AssumedRoleId: session.userId, Arn: session.arn });
  return element('Credentials', { xml: credentials }) + element('AssumedRoleUser', { xml: user });
}

function answer(operation: string, request: AwsRequest, inner: string): AwsAnswer {
  const result = element(`${operation}Result`, { xml: inner });
  const metadata = element('ResponseMetadata', { xml: element('RequestId', request.id) });
  return { status: 200, body: xmlDocument(`${operation}Response`, namespace, result + metadata) };
}

/** A refusal as STS writes it. */
export function refusal(error: AwsError, request: Omit<AwsRequest, 'body'>): AwsAnswer {
  const inner = elements({
    Type: error.status < 500 ? 'Sender' : 'Receiver',
    Code: error.code,
    Message: error.message,
  });
  const body = element('Error', { xml: inner }) + element('RequestId', request.id);
  return { status: error.status, body: xmlDocument('ErrorResponse', namespace, body) };
}
