/**
 * Whether a ref fits a pattern of a ruleset. GitHub reads it as Ruby's `File.fnmatch` with `FNM_PATHNAME`
 * (https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#using-fnmatch-syntax).
 */
export function matchesRef(pattern: string, ref: string): boolean {
  const source = pattern.replace(/\*\*\/?|[*?]|[.+^${}()|[\]\\]/g, (found) => {
    if (found.startsWith('**')) return '.*';
    if (found === '*') return '[^/]*';
    return found === '?' ? '[^/]' : `\\${found}`;
  });
  return new RegExp(`^${source}$`).test(ref);
}
