import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

const subjects = [
  'feat(orders): add a thing',
  'fix: mend a thing',
  'docs: say more of it',
  'chore(deps): bump a library',
  'refactor: move it\n\nA body of two lines\nthat says why.',
];

/**
 * Makes a bare repository with a long history, by `git fast-import`.
 *
 * @param tags how many annotated version tags lie on it, evenly, the last of them 150 commits before the end
 * @returns its address and its last commit
 */
export function makeHistory(folder: string, commits: number, tags: number): { url: string; head: string } {
  mkdirSync(folder, { recursive: true });
  const bare = path.resolve(folder, `${tags}.git`);
  const git = (input: string | undefined, ...args: string[]) =>
    execFileSync('git', args, { input, encoding: 'utf8', maxBuffer: 1e8, stdio: ['pipe', 'pipe', 'ignore'] }).trim();
  git(undefined, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  const lines: string[] = [];
  const every = tags === 0 ? 0 : Math.floor((commits - 150) / tags);
  let tagged = 0;
  for (let n = 1; n <= commits; n++) {
    const message = `${subjects[n % subjects.length]} (#${n})`;
    const text = `value = ${n}\n`;
    lines.push(
      'commit refs/heads/main',
      `mark :${n}`,
      `committer Ann <ann@example.com> ${1_600_000_000 + n * 60} +0000`,
      `data ${Buffer.byteLength(message)}`,
      message,
      `M 100644 inline src/module_${n % 200}.py`,
      `data ${text.length}`,
      text,
    );
    if (every > 0 && n % every === 0 && tagged < tags) {
      const [major, minor] = [1 + Math.floor(tagged / 60), tagged % 60];
      lines.push(
        `tag v${major}.${minor}.0`,
        `from :${n}`,
        `tagger Ann <ann@example.com> ${1_600_000_000 + n * 60} +0000`,
        'data 1',
        'x',
      );
      tagged += 1;
    }
  }
  git(`${lines.join('\n')}\n`, '-C', bare, 'fast-import', '--quiet');
  git(undefined, '-C', bare, 'config', 'uploadpack.allowFilter', 'true');
  git(undefined, '-C', bare, 'repack', '--quiet', '-a', '-d');
  return { url: `file://${bare}`, head: git(undefined, '-C', bare, 'rev-parse', 'main') };
}
