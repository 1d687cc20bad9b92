/**
 * Matches a name against the patterns of a filter in `on:`, in their order: a later `!pattern` takes out again what an
 * earlier one let in, and the other way round.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function matchesFilter(name: string, patterns: readonly string[]): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (filterPattern(negated ? pattern.slice(1) : pattern).test(name)) matched = !negated;
  }
  return matched;
}

/** One pattern as a regular expression: `*` stays within a path segment, `**` does not, `?` and `+` repeat what is before. */
export function filterPattern(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (pattern.startsWith('**/', at)) {
      source += '(?:.*/)?';
      at += 2;
    } else if (pattern.startsWith('**', at)) {
      source += '.*';
      at += 1;
    } else if (character === '*') source += '[^/]*';
    else if ((character === '?' || character === '+') && source !== '') source += character;
    else if (character === '[' && pattern.indexOf(']', at) > at) {
      const end = pattern.indexOf(']', at);
      source += `[${pattern.slice(at + 1, end).replace(/[\\^]/g, '\\$&')}]`;
      at = end;
    } else if (character === '\\' && at + 1 < pattern.length) source += escaped(pattern.charAt(++at));
    else source += escaped(character);
  }
  return new RegExp(`^${source}$`, 's');
}

const escaped = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
