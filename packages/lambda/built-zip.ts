/** A zip as it was built, on this machine. */
export interface BuiltZip {
  /** Where it is. */
  file: string;
  /** Of the archive, in bytes. */
  size: number;
  /** Of its files, in bytes. */
  unzippedSize: number;
  /** Of the archive, in hex. */
  sha256: string;
  /** The folders at its top, with what their files come to unzipped; `.` for the files beside them. */
  folders: readonly { path: string; bytes: number }[];
}
