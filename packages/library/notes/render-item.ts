import type { Verdict } from '../commits/judge-commits.ts';
import { splitPulls } from '../commits/split-pulls.ts';
import type { Links } from './links.ts';
import { plain } from './plain.ts';
import { renderUpgrade } from './render-upgrade.ts';

/** An item of a list: whole, and in short for where there is no room. Both end without a line end. */
export interface Item {
  whole: string;
  short: string;
}

/**
 * A commit as an item of the notes: `- **scope:** what (#12) (abcdef0) by Ann`, below it how to upgrade.
 *
 * @param withType whether the type is said, where no title does
 */
export function renderItem(verdict: Verdict, links: Links, withType = false): Item {
  const { commit, type, scope, description, breaking } = verdict;
  const { line, pulls } = splitPulls(description);
  const heads = [withType && type !== '' ? plain(type, 30) : '', scope === '' ? '' : plain(scope, 60)].filter(Boolean);
  const by = commit.author.trim() === '' ? '' : ` by ${plain(commit.author, 60)}`;
  const short = [
    '-',
    ...(heads.length > 0 ? [`**${heads.join(' ')}:**`] : []),
    plain(line),
    ...pulls.map((pull) => `(${links.pull(pull)})`),
    `(${links.commit(commit.hash)})${by}`,
  ].join(' ');
  // Where only a mark says that it breaks, the text is the description again.
  const upgrade = breaking.filter((text) => text !== description).map(renderUpgrade);
  return { whole: [short, ...upgrade.map(indent)].join('\n\n'), short };
}

/** Below an item of a list. */
function indent(markdown: string): string {
  return markdown.replace(/^(?=.)/gm, '  ');
}
