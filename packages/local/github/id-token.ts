import { createHash, generateKeyPair, type KeyObject, randomUUID, sign } from 'node:crypto';
import { promisify } from 'node:util';

/** The run that asks for an identity, as far as its token tells of it. */
export interface Job {
  /** The full ref, as in `refs/heads/main`. */
  ref: string;
  sha: string;
  /** The deployment environment of the job, if it has one. */
  environment?: string;
  eventName?: string;
  actor?: string;
  /** The workflow's name, and its file as in `.github/workflows/publish.yml`. */
  workflow?: string;
  workflowPath?: string;
  runId?: number;
  runNumber?: number;
  runAttempt?: number;
}

/** An issuer's signing key. */
export interface SigningKey {
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** The key's name in the JWKS and in a token's header. */
  kid: string;
}

/** An identity token is good for this long, as GitHub's are. In seconds. */
const lifetime = 300;

let key: Promise<SigningKey> | undefined;

/** The signing key of this process: making one costs 0.1 s or more, so all issuers of a process share it. */
export function signingKey(): Promise<SigningKey> {
  key ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 }).then(({ privateKey, publicKey }) => ({
    privateKey,
    publicKey,
    kid: createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex')
      .slice(0, 40),
  }));
  return key;
}

/** The subject of a job's identity: its environment where it has one, else what started it, else its ref. */
export function subject(repository: string, { environment, eventName, ref }: Job): string {
  if (environment !== undefined) return `repo:${repository}:environment:${environment.replaceAll(':', '%3A')}`;
  return eventName === 'pull_request' ? `repo:${repository}:pull_request` : `repo:${repository}:ref:${ref}`;
}

/**
 * The claims of a job's identity token.
 *
 * https://docs.github.com/actions/concepts/security/openid-connect
 * @param now the time in milliseconds since 1970
 */
export function claims(issuer: string, repository: string, audience: string, job: Job, now: number): object {
  const [owner = ''] = repository.split('/');
  const seconds = Math.floor(now / 1000);
  const workflowRef = `${repository}/${job.workflowPath ?? '.github/workflows/publish.yml'}@${job.ref}`;
  return {
    jti: randomUUID(),
    sub: subject(repository, job),
    aud: audience,
    ref: job.ref,
    sha: job.sha,
    repository,
    repository_owner: owner,
    repository_id: '1',
    repository_owner_id: '1',
    repository_visibility: 'private',
    run_id: String(job.runId ?? 1),
    run_number: String(job.runNumber ?? 1),
    run_attempt: String(job.runAttempt ?? 1),
    runner_environment: 'self-hosted',
    actor: job.actor ?? owner,
    actor_id: '1',
    workflow: job.workflow ?? 'publish',
    workflow_ref: workflowRef,
    workflow_sha: job.sha,
    job_workflow_ref: workflowRef,
    job_workflow_sha: job.sha,
    event_name: job.eventName ?? 'push',
    head_ref: '',
    base_ref: '',
    ref_type: job.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: 'false',
    ...(job.environment === undefined ? {} : { environment: job.environment }),
    iss: issuer,
    iat: seconds,
    nbf: seconds - lifetime,
    exp: seconds + lifetime,
  };
}

/** A JSON web token, signed with RS256 (https://www.rfc-editor.org/rfc/rfc7519). */
export function jwt(payload: object, { privateKey, kid }: SigningKey): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ typ: 'JWT', alg: 'RS256', kid })}.${part(payload)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

/** What an issuer publishes about itself, by path (https://openid.net/specs/openid-connect-discovery-1_0.html). */
export function wellKnown(issuer: string, { publicKey, kid }: SigningKey): ReadonlyMap<string, object> {
  return new Map<string, object>([
    [
      '/.well-known/openid-configuration',
      {
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks`,
        subject_types_supported: ['public', 'pairwise'],
        response_types_supported: ['id_token'],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: ['openid'],
      },
    ],
    ['/.well-known/jwks', { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] }],
  ]);
}
