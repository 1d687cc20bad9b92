import type { ProbedServer } from './probe.ts';

/** A real server that the probe can be run against, where somebody started one (`.ci/s3-servers.sh`). */
export interface RealServer {
  /** Its name and its version. */
  title: string;
  /** Where it is; undefined when it was not started. */
  server?: ProbedServer;
  /** Why it is not there. */
  missing: string;
  /** The rows that it fails, each with what it does instead. */
  deviates: ReadonlyMap<number, string>;
  /** Whether its version is the one that the deviations were measured with; only then do they have to be there. */
  known: boolean;
}

// Measured with exactly these versions.
const table = [
  {
    name: 'moto',
    prefix: 'CI_ACTIONS_MOTO',
    version: '5.2.1',
    deviates: new Map([
      [9, 'accepts a wrong checksum'],
      [10, 'accepts a wrong Content-MD5'],
      [11, 'verifies no signature'],
    ]),
  },
  {
    name: 'Ceph RGW',
    prefix: 'CI_ACTIONS_RGW',
    version: '16.2.15',
    deviates: new Map([
      [3, 'answers 411 to a chunked stream'],
      [9, 'accepts a wrong checksum'],
    ]),
  },
] as const;

/**
 * The real servers, from the environment: `CI_ACTIONS_MOTO_URL`, `CI_ACTIONS_RGW_URL`, and with the same beginnings
 * `_VERSION`, `_ACCESS_KEY_ID` and `_SECRET_ACCESS_KEY` (both `test` when left out).
 */
export function realServers(env: Record<string, string | undefined>): RealServer[] {
  return table.map(({ name, prefix, version, deviates }) => {
    const url = env[`${prefix}_URL`];
    const found = env[`${prefix}_VERSION`] ?? 'of unknown version';
    const server = url && {
      url,
      region: 'us-east-1',
      accessKeyId: env[`${prefix}_ACCESS_KEY_ID`] ?? 'test',
      secretAccessKey: env[`${prefix}_SECRET_ACCESS_KEY`] ?? 'test',
    };
    return {
      title: url ? `${name} ${found}` : name,
      ...(server ? { server } : {}),
      missing: `because ${prefix}_URL names none (.ci/s3-servers.sh starts it)`,
      deviates,
      known: found === version,
    };
  });
}
