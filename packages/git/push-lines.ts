/** What a push did with one ref, as `git push --porcelain` prints it. */
export type Fate =
  | { done: true }
  /** The remote has another value than was expected, or had when it came to write. */
  | { done: false; why: 'changed'; reason: string }
  /** The reply did not come to its end. */
  | { done: false; why: 'unknown'; reason: string }
  | { done: false; why: 'refused' | 'denied'; reason: string };

/** What the client has seen to differ, and what the server says when another push came first. */
const changed =
  /stale info|already exists|fetch first|non-fast-forward|cannot lock ref|failed to update ref|incorrect old value|failed to lock|reference already exists/;
/** Words for a missing permission, in the reason of one ref or in what the remote said to the whole push. */
const permission = /without `?workflows?`? permission|refusing to allow|[Pp]ermission to \S+ denied|not authorized/;

/**
 * @param stdout what `git push --porcelain` printed
 * @param said what the remote said beside it
 * @returns the fate of each ref that it names
 * @see https://git-scm.com/docs/git-push#_output
 */
export function parsePush(stdout: string, said: string): ReadonlyMap<string, Fate> {
  const fates = new Map<string, Fate>();
  for (const line of stdout.split('\n')) {
    const [, flag, ref, summary = ''] = /^([ +*=!-])\t[^\t:]*:([^\t]+)\t(.*)$/.exec(line) ?? [];
    if (flag === undefined || ref === undefined) continue;
    fates.set(ref, flag === '!' ? refusal(ref, summary, said) : { done: true });
  }
  return fates;
}

/** @returns the ref beside which git cannot make this one, as one name lies in the other; undefined where the text names none */
export function refInTheWay(ref: string, text: string): string | undefined {
  const conflicts = text.matchAll(/'(refs\/[^']+)' exists; cannot create '(refs\/[^']+)'/g);
  return [...conflicts].find(([, , wanted]) => wanted === ref)?.[1];
}

function refusal(ref: string, summary: string, said: string): Fate {
  const reason = /\((.*)\)$/.exec(summary)?.[1] ?? summary;
  const other = refInTheWay(ref, `${reason}\n${said}`);
  if (other !== undefined) return { done: false, why: 'refused', reason: `'${other}' exists; cannot create '${ref}'` };
  if (/failed to report status|^\[remote failure\]/.test(summary)) return { done: false, why: 'unknown', reason };
  if (changed.test(reason)) return { done: false, why: 'changed', reason };
  return { done: false, why: permission.test(`${reason}\n${said}`) ? 'denied' : 'refused', reason };
}

/** @returns whether a push that came to nothing at all was one that the token may not make */
export function isDenial(stderr: string): boolean {
  return /returned error: 40[134]\b|HTTP 40[134]\b|Authentication failed|could not read (?:Username|Password)|[Pp]ermission to \S+ denied|Permission denied|[Rr]epository not found|repository '.*' not found|access denied/.test(
    stderr,
  );
}
