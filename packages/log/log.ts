/**
 * What a domain says while it works. A domain never knows who listens: the runner's log, a terminal or a test.
 * Lines may hold untrusted text; whoever prints them makes them harmless (see `kit/host.ts`).
 */
export interface Log {
  /** An ordinary line. */
  info(line: string): void;
  /** Something worth a person's attention that changes no result. */
  notice(line: string): void;
  /** Something that a person should mend, though the work goes on. */
  warning(line: string): void;
  /** A detail, shown only when debugging is on. */
  debug(line: string): void;
  /** Runs `work` under a heading that can be folded; the heading ends when the work does, also by a throw. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
}

/** A log that nobody reads. */
export const silent: Log = {
  info() {},
  notice() {},
  warning() {},
  debug() {},
  group: (_title, work) => work(),
};
