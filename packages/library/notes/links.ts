import { code } from '@ci-actions/format/markdown';

/** How a release's notes link to the repository. */
export interface Links {
  /** `[#12](…)` */
  pull(number: string): string;
  /** ``[`abcdef0`](…)`` */
  commit(hash: string): string;
  /** The page of what lies between two tags; of all before the second where there is no first. */
  compare(from: string | undefined, to: string): string;
}

/** @param repositoryUrl `https://github.com/owner/name`; empty for no links */
export function linksTo(repositoryUrl: string): Links {
  const page = (...parts: string[]) => `${encodeURI(repositoryUrl)}/${parts.map(encode).join('/')}`;
  const link = (shown: string, ...parts: string[]) => (repositoryUrl === '' ? shown : `[${shown}](${page(...parts)})`);
  return {
    // Outside of a link GitHub would make one of its own; it is of this repository either way.
    pull: (number) => link(`#${number}`, 'pull', number),
    commit: (hash) => link(code(hash.slice(0, 7)), 'commit', hash),
    compare: (from, to) => (from === undefined ? page('commits', to) : page('compare', `${from}...${to}`)),
  };
}

/** Also encodes what would end a link of Markdown. */
function encode(part: string): string {
  return encodeURIComponent(part.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
