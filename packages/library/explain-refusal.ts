import { refInTheWay } from '@ci-actions/git/push-lines';

/** What became of a ref that was pushed and not taken. */
export interface Refused {
  ref: string;
  why: 'exists' | 'moved' | 'refused' | 'denied';
  /** What the remote said. */
  text: string;
}

/**
 * Why a tag could not be made or moved, and what to do.
 *
 * @returns an Error whose message is a whole sentence
 */
export function explainRefusal({ ref, why, text }: Refused, wanted: 'made' | 'moved' = 'made'): Error {
  const name = ref.replace(/^refs\/tags\//, '');
  const said = text === '' ? '' : ` The remote said: ${text}`;
  if (/workflows?`? (permission|scope)|without `?workflows?/i.test(text)) {
    return new Error(
      `The tag ${name} was not ${wanted}: its commit changes workflow files, and a job’s own token may not push such commits; give \`github-token\` a token of a GitHub App with \`workflows: write\`.${said}`,
    );
  }
  if (/immutable/i.test(text)) {
    return new Error(
      `The tag ${name} was not ${wanted}: an immutable release has used that name, and GitHub never gives it out again; release the next version.${said}`,
    );
  }
  const other = refInTheWay(ref, text);
  if (other !== undefined) {
    return new Error(
      `The tag ${name} was not ${wanted}, because there is ${other.replace(/^refs\/tags\//, 'a tag ')}, and of two names one cannot lie in the other; choose another \`prefix\`.${said}`,
    );
  }
  if (why === 'denied') {
    return new Error(
      `The tag ${name} was not ${wanted}, because the token may not write to the repository; give the job the permission \`contents: write\`.${said}`,
    );
  }
  if (/creations being restricted/i.test(text)) {
    // GitHub says the same for both.
    return new Error(
      `The tag ${name} was not ${wanted}, because the repository does not let it be created. Either a ruleset restricts new tags: let the app whose token this is bypass the rule (GitHub Actions itself cannot), or give \`github-token\` the token of one that may. Or an immutable release, deleted since, has used the name, and GitHub never gives it out again: release the next version, with \`bump\` or \`Release-As:\`.${said}`,
    );
  }
  if (/rule|restricted|protected|GH013/i.test(text)) {
    return new Error(
      `The tag ${name} was not ${wanted}, because a ruleset of the repository forbids it; let the app whose token this is bypass the rule (GitHub Actions itself cannot), or give \`github-token\` the token of one that may.${said}`,
    );
  }
  return new Error(`The tag ${name} was not ${wanted}.${said || ' The remote did not say why.'}`);
}
