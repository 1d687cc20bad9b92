/** What a registry wants, by its `www-authenticate`. */
export interface Challenge {
  /** In small letters: `basic`, `bearer`. */
  scheme: string;
  parameters: Readonly<Partial<Record<'realm' | 'service' | 'scope', string>>>;
}

const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const quoted = /"((?:[^"\\]|\\.)*)"/y;

/**
 * Reads `www-authenticate` (RFC 9110, section 11.6.1): one or several challenges in one header.
 *
 * @param header its value; a header that breaks the grammar gives the challenges before the break
 */
export function parseChallenges(header: string | undefined): Challenge[] {
  const text = (header ?? '').slice(0, 8_192);
  const challenges: Challenge[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  for (;;) {
    take(/[\s,]*/y);
    const word = take(token)?.[0].toLowerCase();
    if (word === undefined) return challenges;
    const current = challenges.at(-1);
    if (current && take(/\s*=\s*/y)) {
      const text = take(quoted)?.[1]?.replace(/\\(.)/g, '$1') ?? take(token)?.[0];
      if (text === undefined) return challenges;
      if (word === 'realm' || word === 'service' || word === 'scope') {
        current.parameters = { ...current.parameters, [word]: text };
      }
    } else {
      challenges.push({ scheme: word, parameters: {} });
    }
  }
}
