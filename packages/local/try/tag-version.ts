import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { git, type LocalRepository } from './repository.ts';

/**
 * Tags the last commit of a Python library as a release before would have: on a commit beside the branch, whose
 * `pyproject.toml` says the version.
 *
 * @param version such as `1.0.0`; its tag is `v1.0.0`
 */
export async function tagVersion({ work, defaultBranch }: LocalRepository, version: string): Promise<void> {
  const source = await git(work, 'rev-parse', 'HEAD');
  const file = path.join(work, 'pyproject.toml');
  await git(work, 'checkout', '--quiet', '--detach');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^version = "[^"]*"/m, `version = "${version}"`));
  const message = `Version ${version} of ${source.slice(0, 12)}\n\nSource-Commit: ${source}`;
  await git(work, 'commit', '--quiet', '--all', '--message', message);
  await git(work, 'tag', '--annotate', '--message', `Version ${version}`, `v${version}`);
  await git(work, 'push', '--quiet', 'origin', `v${version}`);
  await git(work, 'checkout', '--quiet', defaultBranch);
}
