import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { insideWorkspace } from './inside-workspace.ts';
import type { StandIn } from './stand-in.ts';

/** actions/checkout by real git: the run's commit, one deep unless `fetch-depth` says otherwise. */
export const checkout: StandIn = {
  does: 'fetches the repository by git',
  inputs: {
    repository: null,
    ref: null,
    token: null,
    path: null,
    clean: 'true',
    'fetch-depth': '1',
    'fetch-tags': 'false',
    'persist-credentials': 'true',
    'show-progress': 'true',
    'set-safe-directory': 'true',
  },
  refused: [
    ...[
      'ssh-key',
      'ssh-known-hosts',
      'ssh-strict',
      'ssh-user',
      'filter',
      'sparse-checkout',
      'sparse-checkout-cone-mode',
    ],
    ...['lfs', 'submodules', 'github-server-url', 'allow-unsafe-pr-checkout'],
  ],
  async run({ inputs, workspace, repository, log, exec }) {
    if (inputs.repository && inputs.repository.toLowerCase() !== repository.name.toLowerCase()) {
      throw new Error(
        `The stand-in checks out ${repository.name} only, not ${inputs.repository}. Leave \`repository\` out.`,
      );
    }
    const folder = insideWorkspace(workspace, inputs.path ?? '');
    mkdirSync(folder, { recursive: true });
    if (inputs.clean !== 'false' || !readdirSync(folder).includes('.git')) {
      for (const entry of readdirSync(folder)) rmSync(path.join(folder, entry), { recursive: true, force: true });
    }
    const { remote } = repository;
    const url = /^\w+:\/\//.test(remote) ? remote : `file://${path.resolve(remote)}`;
    const git = (args: string[], quiet = false) => exec('git', args, { cwd: folder, quiet });
    await git(['init', '--quiet', '--initial-branch=main', '.']);
    await git(['remote', 'add', 'origin', url]);
    const header = `http.${url.startsWith('http') ? new URL(url).origin : ''}/.extraheader`;
    const login = Buffer.from(`x-access-token:${inputs.token || repository.token}`).toString('base64');
    const web = url.startsWith('http');
    if (web) {
      // Written to the file: by `git config` the token would stand in an argument that every process can read.
      const section = `[http "${new URL(url).origin}/"]\n\textraheader = AUTHORIZATION: basic ${login}\n`;
      appendFileSync(path.join(folder, '.git', 'config'), section);
    }

    const target = await targetOf(inputs.ref || undefined, repository, (name) =>
      git(['ls-remote', 'origin', name], true),
    );
    const depth = Number(inputs['fetch-depth'] ?? '1');
    const tags = inputs['fetch-tags'] === 'true' || depth === 0;
    const refspecs = [
      ...(depth === 0 ? ['+refs/heads/*:refs/remotes/origin/*'] : []),
      ...(tags ? ['+refs/tags/*:refs/tags/*'] : []),
      `+${target.sha}:${target.local}`,
    ];
    // The whole history of a shallow clone ends where that one ends.
    const whole = depth === 0 ? ['--update-shallow'] : [`--depth=${depth}`];
    const options = ['--prune', '--no-recurse-submodules', ...(tags ? [] : ['--no-tags']), ...whole];
    // The run's own commit last, and by itself: it may be older than what its branch is at by now.
    if (refspecs.length > 1) await git(['fetch', ...options, 'origin', ...refspecs.slice(0, -1)]);
    await git(['fetch', '--no-tags', '--no-recurse-submodules', ...whole, 'origin', ...refspecs.slice(-1)]);
    await git(
      target.branch
        ? ['checkout', '--quiet', '--force', '-B', target.branch, target.local]
        : ['checkout', '--quiet', '--force', '--detach', target.local],
    );
    if (web && inputs['persist-credentials'] === 'false') await git(['config', '--local', '--unset-all', header], true);
    const commit = /^[0-9a-f]{40}/m.exec(await git(['rev-parse', 'HEAD'], true))?.[0] ?? target.sha;
    log(`HEAD is now at ${commit}`);
    return { ref: target.ref, commit };
  },
};

interface Target {
  ref: string;
  sha: string;
  /** The reference in the checkout that takes the commit. */
  local: string;
  branch?: string;
}

async function targetOf(
  asked: string | undefined,
  { ref, sha }: { ref: string; sha: string },
  remote: (name: string) => Promise<string>,
): Promise<Target> {
  if (asked === undefined || asked === ref) return located(ref, sha);
  if (/^[0-9a-f]{40}$/.test(asked)) return { ref: '', sha: asked, local: 'refs/remotes/origin/commit' };
  if (asked.startsWith('-')) throw new Error(`The ref ${asked} is refused: it starts with a dash.`);
  const names = asked.startsWith('refs/') ? [asked] : [`refs/heads/${asked}`, `refs/tags/${asked}`];
  for (const name of names) {
    const found = /^[0-9a-f]{40}/m.exec(await remote(name))?.[0];
    if (found) return located(name, found);
  }
  throw new Error(`A branch or tag with the name '${asked}' could not be found.`);
}

function located(ref: string, sha: string): Target {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch !== undefined) return { ref, sha, local: `refs/remotes/origin/${branch}`, branch };
  return { ref, sha, local: ref.startsWith('refs/tags/') ? ref : ref.replace(/^refs\//, 'refs/remotes/') };
}
