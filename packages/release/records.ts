import type { Artifact, Kind, Live, Target } from './protocol.ts';

/** What a record says of one release: the payload of a GitHub Deployment. */
export interface ReleaseRecord {
  kind: Kind;
  digest: string;
  version: string;
  commit: string;
  /** Where it went: one environment may have several targets. */
  target: string;
  /** The digest that was there before; null for the first release. */
  'previous-digest': string | null;
}

/** Where the records of one environment are kept. */
export interface Records {
  /**
   * The newest record of what went to a place.
   * @param place as in `Target`
   * @returns `leftOut` says why there may be one that could not be read
   */
  last(place: string): Promise<{ record: ReleaseRecord | undefined; leftOut?: string }>;
  /** Writes a record, once: a record that an interrupted run left half-written is finished. @returns what was left out, as a sentence */
  write(release: { artifact: Artifact; target: Target; previous: Live | undefined }): Promise<string | undefined>;
}
