/** A package index on this machine. */
export interface PackageIndex {
  /** For `PIP_INDEX_URL`, or for `npm_config_registry`. */
  url: string;
  /** What was asked for, in order: `GET /simple/shop-money/`. */
  requests: readonly string[];
  close(): Promise<void>;
}
