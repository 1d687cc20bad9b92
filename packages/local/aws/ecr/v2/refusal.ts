import { AwsError } from '../../error.ts';

/** A refusal in the registry protocol's words: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** What the control plane calls otherwise. */
const renamed: Readonly<Record<string, [status: number, code: string]>> = {
  AccessDeniedException: [403, 'DENIED'],
  RepositoryNotFoundException: [404, 'NAME_UNKNOWN'],
  ImageTagAlreadyExistsException: [400, 'TAG_INVALID'],
  ImageDigestDoesNotMatchException: [400, 'DIGEST_INVALID'],
  LayersNotFoundException: [400, 'MANIFEST_BLOB_UNKNOWN'],
  ReferencedImagesNotFoundException: [400, 'MANIFEST_BLOB_UNKNOWN'],
  InvalidParameterException: [400, 'MANIFEST_INVALID'],
};

/** Whatever was thrown, as the registry answers it. */
export function asRegistryError(thrown: unknown): RegistryError {
  if (thrown instanceof RegistryError) return thrown;
  const [status, code] = (thrown instanceof AwsError && renamed[thrown.code]) || [500, 'UNKNOWN'];
  return new RegistryError(status, code, thrown instanceof Error ? thrown.message : String(thrown));
}
