import type { Commit } from '../commits/commit.ts';
import { judgeCommits, type Verdict } from '../commits/judge-commits.ts';

/** For tests: the verdicts on messages, the newest first. */
export function judged(...messages: readonly (string | Partial<Commit>)[]): readonly Verdict[] {
  const commits = messages.map((given, at) => {
    const over = typeof given === 'string' ? { message: given } : given;
    return { hash: at.toString(16).repeat(40).slice(0, 40), author: 'Ann', message: '', ...over };
  });
  return judgeCommits(commits).verdicts;
}

/** For tests: where links may lead. */
export const repositoryUrl = 'https://github.com/o/r';

/** For tests: what GitHub or the runner would take for more than text, in Markdown that holds untrusted text. */
export function faults(markdown: string): string[] {
  const found: string[] = [];
  let fence = '';
  const lines: string[] = [];
  for (const line of markdown.split(/\r\n|\r|\n/)) {
    const [, mark = '', language = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (/^\s*::/.test(line) || line.includes('##[')) found.push('a command of the runner');
    if (fence === '' && mark !== '' && !language.includes('`')) {
      if (language !== 'text') found.push(`a fence of ${language}`);
      fence = mark;
    } else if (fence !== '' && mark.startsWith(fence) && language.trim() === '') fence = '';
    else if (fence === '') lines.push(line.replace(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, '`'));
  }
  if (fence !== '') found.push('a fence is not closed');
  const prose = lines
    .join('\n')
    .replace(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\(https:\/\/github\.com\/o\/r\/[\w./%~-]*\)/g, (_, shown) =>
      /^(?:#\d+|`)$/.test(shown) ? 'link' : shown,
    );
  // Nothing but that is between a mark and its word, in what is not a link.
  if (/<[a-z!/?]/i.test(prose)) found.push('HTML');
  if (/@\w/.test(prose)) found.push('a mention');
  if (/(?<!&)#\d|\bGH\\?-\d/i.test(prose)) found.push('a reference to an issue');
  if (/(?<!\\)(?:\\\\)*\]\(|(?<!\\)\]:/.test(prose)) found.push('a link');
  if (/(?<!\\)!\[/.test(lines.join('\n'))) found.push('an image');
  if (/\b(?:https?|ftp):\/\/|\bwww\./i.test(prose)) found.push('an address that becomes a link');
  if (lines.some((line) => /^ *(?:[*+]|\d+[.)]) |^ *- \[[ x]\]|^ {0,3}(?:={2,}|-{2,}) *$|^\t/.test(line))) {
    found.push('a block of Markdown');
  }
  if (lines.some((line) => /^ *(?:- )*#{1,6} /.test(line) && !own.test(line))) found.push('a title');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(markdown))
    found.push('a control character');
  if (!markdown.isWellFormed()) found.push('half a character');
  return found;
}

const own =
  /^(?:## .* \(\d{4}-\d\d-\d\d\)|### (?:⚠️ Breaking changes|Features|Fixes|Performance|Reverts|Other changes|Changes|Commits|Merging this releases .*))$/u;
