import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readContext } from '@ci-actions/kit/context';
import type { Host } from '@ci-actions/kit/host';
import { type GitHubOptions, type LoopbackGitHub, startGitHub } from '@ci-actions/local/github/server';
import { run } from './main.ts';

/** What a run of the action said and set. */
export interface Ran {
  outputs: Record<string, string>;
  lines: string[];
  markdown: string;
  /** The message of the error that it ended with. */
  error: string | undefined;
}

/** A repository at the embedded GitHub, and a clone of it that a person works in. */
export interface Place {
  /** The bare repository of the remote. */
  folder: string;
  github: LoopbackGitHub;
  /** Runs git in the clone. */
  git(...args: string[]): string;
  /** What the remote has: the ref by its name, peeled, or nothing. */
  remote(ref: string): string;
  /** Makes a commit with these files, on the branch that is checked out, and pushes it. @returns its id */
  commit(message: string, files?: Record<string, string>): string;
  /** Tags a commit at the remote, as a person would. */
  tag(name: string, target?: string): void;
  /** Runs the action in a new checkout that is one commit deep, as actions/checkout makes it. */
  step(inputs?: Record<string, string>, options?: StepOptions): Promise<Ran>;
  /** Makes such a checkout only. */
  checkout(options?: StepOptions): Checkout;
  /** Runs the action in a checkout that is there already. */
  stepIn(checkout: Checkout, inputs?: Record<string, string>): Promise<Ran>;
  close(): Promise<void>;
}

/** A checkout, and what the runner tells a step in it. */
export interface Checkout {
  workspace: string;
  env: Record<string, string>;
  /** For the input `github-token`. */
  token: string;
}

export interface StepOptions {
  /** The commit that is checked out; the last of main by default. */
  sha?: string;
  permissions?: Record<string, 'read' | 'write'>;
  /** Without a token, and with a remote that needs none. */
  anonymous?: boolean;
  event?: { name: string; payload: Record<string, unknown> };
  /** Puts files into the checkout before the action runs. */
  files?: Record<string, string>;
}

const settings = [
  ...['user.name=Ann', 'user.email=ann@example.com', 'commit.gpgsign=false'],
  // Nothing here lives long enough to be tidied.
  ...['maintenance.auto=false', 'gc.auto=0', 'receive.autogc=false'],
].flatMap((setting) => ['-c', setting]);

/** @param options of the embedded GitHub */
export async function makePlace(options: Partial<GitHubOptions> = {}): Promise<Place> {
  const root = mkdtempSync(path.join(tmpdir(), 'tag-library-'));
  const bare = path.join(root, 'origin.git');
  const work = path.join(root, 'work');
  const at = (folder: string, args: string[]) =>
    execFileSync('git', ['-C', folder, ...settings, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    }).trim();
  const git = (...args: string[]) => at(work, args);
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  execFileSync('git', ['init', '--quiet', '--template=', '--initial-branch=main', work]);
  addRemote(work, bare);
  // What the person writes is at the remote at once: each push would start ten programs, and there are hundreds.
  rmSync(path.join(work, '.git/objects'), { recursive: true });
  symlinkSync(path.join(bare, 'objects'), path.join(work, '.git/objects'));
  const push = (ref: string) => {
    const at = path.join(bare, ref);
    mkdirSync(path.dirname(at), { recursive: true });
    const id = readFileSync(path.join(work, '.git', ref), 'utf8');
    writeFileSync(at, id);
    return id.trim();
  };
  const github = await startGitHub({ owner: 'org', repo: 'orders', folder: bare, ...options });
  let steps = 0;

  function checkout({
    sha = git('rev-parse', 'main'),
    permissions,
    anonymous,
    event,
    files = {},
  }: StepOptions = {}): Checkout {
    steps += 1;
    const workspace = path.join(root, `checkout-${steps}`);
    const { token } = github.mintToken({ permissions: permissions ?? { contents: 'write' } });
    mkdirSync(workspace);
    at(workspace, ['init', '--quiet', '--template=']);
    addRemote(workspace, anonymous ? `file://${bare}` : `${github.url}/org/orders`);
    at(workspace, ['fetch', '--quiet', '--no-tags', '--depth=1', `file://${bare}`, sha]);
    at(workspace, ['checkout', '--quiet', '--detach', sha]);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
      writeFileSync(path.join(workspace, name), text);
    }
    const payload = path.join(root, 'event.json');
    writeFileSync(payload, JSON.stringify(event?.payload ?? {}));
    const env = {
      GITHUB_REPOSITORY: 'org/orders',
      GITHUB_SERVER_URL: github.url,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_EVENT_NAME: event?.name ?? 'push',
      GITHUB_EVENT_PATH: payload,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SHA: sha,
      GITHUB_RUN_ID: '7',
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: root,
    };
    return { workspace, env, token: anonymous ? '' : token };
  }

  const stepIn = ({ env, token }: Checkout, inputs: Record<string, string> = {}) =>
    ranAs(env, { 'github-token': token, ...inputs });

  return {
    folder: bare,
    github,
    git,
    remote(ref) {
      return at(bare, [
        'for-each-ref',
        '--format=%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)',
        ref,
      ]);
    },
    commit(message, files = {}) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(work, name)), { recursive: true });
        writeFileSync(path.join(work, name), text);
      }
      if (Object.keys(files).length > 0) git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return push(readFileSync(path.join(work, '.git/HEAD'), 'utf8').replace('ref: ', '').trim());
    },
    tag(name, target = 'HEAD') {
      git('tag', '--annotate', '--message', name, name, target);
      push(`refs/tags/${name}`);
    },
    step: async (inputs = {}, options = {}) => stepIn(checkout(options), inputs),
    checkout,
    stepIn,
    async close() {
      await github.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** As `git remote add` does it, without a program. */
function addRemote(folder: string, url: string): void {
  appendFileSync(
    path.join(folder, '.git/config'),
    `[remote "origin"]\n\turl = ${url}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`,
  );
}

async function ranAs(env: Record<string, string>, inputs: Record<string, string>): Promise<Ran> {
  const ran: Ran = { outputs: {}, lines: [], markdown: '', error: undefined };
  const say = (line: string) => void ran.lines.push(line);
  const host: Host = {
    input: (name) => inputs[name] ?? '',
    output: (name, value) => {
      ran.outputs[name] = String(value);
    },
    log: { info: say, notice: say, warning: say, debug() {}, group: (_title, work) => work() },
    annotate() {},
    mask() {},
    summarise: async (name, text) => {
      ran.markdown += text;
      return `/summaries/${name}.md`;
    },
    idToken: () => Promise.reject(new Error('not offered')),
    context: readContext(env),
    env,
  };
  await run(host).catch((thrown: Error) => {
    ran.error = thrown.message;
  });
  return ran;
}
