/** What a request to a registry is about. */
export interface Route {
  /** A word for logs and fault rules, such as `PutManifest`. */
  operation: Operation;
  /** As it stands in the path; in ECR Public with the alias. */
  repository?: string;
  /** A tag, a digest, or the id of an upload. */
  reference?: string;
}

export type Operation =
  | 'Ping'
  | 'GetManifest'
  | 'HeadManifest'
  | 'PutManifest'
  | 'DeleteManifest'
  | 'GetBlob'
  | 'HeadBlob'
  | 'StartUpload'
  | 'PatchUpload'
  | 'PutBlob'
  | 'GetUpload'
  | 'DeleteUpload'
  | 'ListTags'
  | 'ListReferrers'
  | 'DownloadLayer'
  | 'GetBearer'
  | 'Unknown';

const paths: readonly [pattern: RegExp, methods: Readonly<Record<string, Operation>>][] = [
  [/^\/v2\/?$/, { GET: 'Ping', HEAD: 'Ping' }],
  [
    /^\/v2\/(.+)\/manifests\/([^/]+)$/,
    { GET: 'GetManifest', HEAD: 'HeadManifest', PUT: 'PutManifest', DELETE: 'DeleteManifest' },
  ],
  [/^\/v2\/(.+)\/blobs\/uploads\/?$/, { POST: 'StartUpload' }],
  [
    /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/,
    { GET: 'GetUpload', PATCH: 'PatchUpload', PUT: 'PutBlob', DELETE: 'DeleteUpload' },
  ],
  [/^\/v2\/(.+)\/blobs\/([^/]+)$/, { GET: 'GetBlob', HEAD: 'HeadBlob' }],
  [/^\/v2\/(.+)\/tags\/list$/, { GET: 'ListTags' }],
  [/^\/v2\/(.+)\/referrers\/([^/]+)$/, { GET: 'ListReferrers' }],
];

/** Reads method and path: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#endpoints */
export function routeOf(method: string, path: string): Route {
  for (const [pattern, methods] of paths) {
    const [whole, repository, reference] = pattern.exec(path) ?? [];
    if (whole === undefined) continue;
    return {
      operation: Object.hasOwn(methods, method) ? (methods[method] ?? 'Unknown') : 'Unknown',
      ...(repository === undefined ? {} : { repository }),
      ...(reference === undefined ? {} : { reference: decodeSafely(reference) }),
    };
  }
  return { operation: 'Unknown' };
}

/** Some clients send the colon of a digest as %3A. */
function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
