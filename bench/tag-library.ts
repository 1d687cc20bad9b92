import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { measure, median, type Run, row } from './measure.ts';
import { makeHistory } from './tag-history.ts';

const commits = 50_000;
const base = { PATH: process.env.PATH ?? '', GIT_CONFIG_GLOBAL: '/dev/null' };

/** What the next version of a library with a long history costs, in the checkout that actions/checkout makes. */
export function benchTagLibrary(out: string, rounds: number): void {
  const folder = path.resolve(out, 'tag-library');
  try {
    plan(folder, rounds, 300, 'A plan');
    plan(folder, rounds, 0, 'The first version of all');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function plan(folder: string, rounds: number, tags: number, title: string): void {
  const { url, head } = makeHistory(folder, commits, tags);
  const work = path.join(folder, 'work');
  const runs = { ours: [] as Run[], door: [] as Run[], git: [] as Run[] };
  for (let round = 0; round < rounds; round++) {
    clone(url, work);
    runs.ours.push(door('tag-library', work, head));
    clone(url, work);
    // The raw limit: what git alone takes to read the tags and to fetch and print what is needed of the history.
    const newest = `v${1 + Math.floor((tags - 1) / 60)}.${(tags - 1) % 60}.0`;
    const fetch = tags === 0 ? '--unshallow' : `--shallow-exclude=${newest}`;
    const script = `git ls-remote --tags origin && git fetch -q --no-tags ${fetch} origin main && git log --format=%H%n%B`;
    runs.git.push(measure(['sh', '-c', `cd "$1" && ${script}`, 'sh', work], base));
    runs.door.push(door('environments', work, head));
  }
  const [ours, bare, raw] = [median(runs.ours), median(runs.door), median(runs.git)];
  console.log(
    `\n${title}: ${commits.toLocaleString('en')} commits and ${tags} tags, in a clone of one commit, median of ${rounds}`,
  );
  const more = `${((ours.wall - bare.wall) * 1000).toFixed(0)} ms more`;
  const goal = tags === 0 ? '  1.5 s' : `  at most 350 ms and 80 MB more than a bare door`;
  console.log(row('tag-library, dry run', ours, more, `${(ours.rss - bare.rss).toFixed(0)} MB more`), goal);
  console.log(row('  git alone: ls-remote, fetch, log', raw, `${(ours.wall / raw.wall).toFixed(2)}x`));
  console.log(row('  a door that does nothing', bare));
}

function clone(url: string, work: string): void {
  rmSync(work, { recursive: true, force: true });
  execFileSync('git', ['clone', '--quiet', '--depth=1', '--no-tags', url, work], { env: base });
}

function door(name: string, work: string, head: string): Run {
  return measure([process.execPath, `dist/${name}/index.js`], {
    ...base,
    RUNNER_TEMP: path.dirname(work),
    GITHUB_EVENT_NAME: name === 'environments' ? 'schedule' : 'push',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: head,
    GITHUB_WORKSPACE: work,
    GITHUB_REPOSITORY: 'org/bench',
    GITHUB_RUN_ID: '1',
    'INPUT_DRY-RUN': 'true',
  });
}
