/** A commit as git has it. The author and the message are anyone's text. */
export interface Commit {
  /** All 40 (or 64) hex digits. */
  hash: string;
  /** The author's name, without the address. */
  author: string;
  /** The whole message: first line, body and footers. */
  message: string;
}

/** How far a commit moves the version, smallest first; `none` moves nothing. */
export type Bump = 'none' | 'patch' | 'minor' | 'major';
