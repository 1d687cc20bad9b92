/** Where the cheap look does not tell what the exact one would: other names, decorators, comments between, joined lines. */
const beyond = /\b(?:DAG|dag)\s+as\b|@[^\n(@]*\bdag\b|\b(?:DAG|dag|dag_id)\s*[#\\]|\\\r?\n/;

/**
 * What follows `DAG(` or `dag_id=`: a plain string and then the end of the argument, or the first character of anything
 * else.
 */
const places = /\b(?:DAG\s*\(|dag_id\s*=(?!=))\s*(?:[rRuU]?(["'])((?:(?!\1)[^\\\r\n])*)\1(?=\s*[,)])|(?=(\S)))/g;

/**
 * A cheap look at which DAG ids a Python file may define by a literal. It finds at least what `findDagIds` finds, and more:
 * what stands in comments and strings too. No id twice here means no id twice there, and most sources need no more.
 *
 * @returns undefined where only the exact look can tell
 */
export function quickDagIds(source: string): string[] | undefined {
  if (beyond.test(source)) return undefined;
  const ids: string[] = [];
  for (const [, , id, other] of source.matchAll(places)) {
    if (id !== undefined) ids.push(id);
    // A string of another form, a comment before it, or brackets around it.
    else if (other !== undefined && /["'(#\\rRuU]/.test(other)) return undefined;
  }
  return ids;
}
