import { devNull } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { exec } from '@ci-actions/exec/exec';
import { installerEnv } from './installer-env.ts';

export interface PipSettingsOptions {
  /** The Python whose pip it is. */
  python: string;
  /** Settings are made for the folder in which a person would run pip. */
  workspace: string;
  /** A private folder to run in. */
  own: string;
  env: NodeJS.ProcessEnv;
}

/** What pip gets of a person's settings. */
export interface PipSettings {
  /** The environment, without Python's and pip's own settings but for those that count; no file adds to them. */
  env: NodeJS.ProcessEnv;
  /** Files that limit versions, absolute. They are not in the environment: what they say has to be judged first. */
  constraints: readonly string[];
}

/**
 * Of the settings of pip those count that say where packages are, how they are fetched, and which versions may be taken.
 * The others are meant for another pip install of the job: they would install for this machine (`PIP_PLATFORM`), somewhere
 * else (`PIP_PREFIX`) or nothing at all (`PIP_DRY_RUN`), or bring in what nobody has judged (`PIP_EDITABLE`).
 */
const honoured = new Set(
  'index-url pypi-url extra-index-url no-index find-links trusted-host proxy cert client-cert timeout default-timeout retries resume-retries cache-dir no-cache-dir keyring-provider use-feature use-deprecated constraint pre all-releases only-final uploaded-prior-to prefer-binary require-hashes no-deps no-dependencies'.split(
    ' ',
  ),
);
/** Paths, and lists of paths or addresses. */
const [paths, lists] = [new Set(['cert', 'client-cert', 'cache-dir']), new Set(['find-links', 'constraint'])];

/** What the files of pip's configuration say, as JSON: pip knows where they are, and Python how pip writes values. */
const listConfiguration = `
import ast, json, subprocess, sys
listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, check=True).stdout
pairs = (line.partition("=") for line in listed.decode().splitlines())
print(json.dumps([[key, ast.literal_eval(value)] for key, _, value in pairs]))
`;

/**
 * Reads pip's settings, from its configuration files and the environment, which goes before them.
 *
 * @throws InputError for a configuration that pip cannot read
 * @see https://pip.pypa.io/en/stable/topics/configuration/
 */
export async function pipSettings({ python, workspace, own, env }: PipSettingsOptions): Promise<PipSettings> {
  const given = Object.entries(installerEnv(env)).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const others = Object.fromEntries(given.filter(([name = '']) => !/^(PIP_|PYTHONPATH$|PYTHONHOME$)/.test(name)));
  const fromFiles = await configuration({ python, own, env: { ...others, ...only(env, 'PIP_CONFIG_FILE') } });
  const fromEnv = given
    .filter(([name = '']) => name.startsWith('PIP_'))
    .map(([name = '', value = '']) => [name.slice(4), value]);
  const settings = new Map<string, string>();
  for (const [name = '', value = ''] of [...fromFiles, ...fromEnv]) {
    const key = name.toLowerCase().replaceAll('_', '-');
    // An empty one does not count, as in pip.
    if (honoured.has(key) && value !== '') settings.set(key, fromWorkspace(key, value, workspace));
  }
  const constraints = words(settings.get('constraint') ?? '');
  settings.delete('constraint');
  const kept = [...settings].map(([key, value]) => [`PIP_${key.toUpperCase().replaceAll('-', '_')}`, value]);
  return { env: { ...others, ...Object.fromEntries(kept), PIP_CONFIG_FILE: devNull }, constraints };
}

/** @returns name and value of each setting, in the order in which pip takes them: those of `install` last */
async function configuration({
  python,
  own,
  env,
}: {
  python: string;
  own: string;
  env: Record<string, string>;
}): Promise<readonly (readonly string[])[]> {
  if (env.PIP_CONFIG_FILE === devNull) return [];
  const { code, stdout, stderr } = await exec(python, ['-c', listConfiguration], { cwd: own, env });
  if (code !== 0) {
    const why =
      stderr.split('\n').find((line) => line.startsWith('Configuration file')) ?? 'run `pip config list` there';
    throw new InputError(
      `pip cannot read its configuration: ${why.trim()}. Mend that file, or set PIP_CONFIG_FILE to another one.`,
    );
  }
  const pairs = JSON.parse(stdout) as readonly (readonly [string, string])[];
  return ['global.', 'install.'].flatMap((section) =>
    pairs.filter(([key]) => key.startsWith(section)).map(([key, value]) => [key.slice(section.length), value]),
  );
}

/** pip runs in a folder of ours, and a relative path means the one that a person knows. */
function fromWorkspace(key: string, value: string, workspace: string): string {
  if (paths.has(key)) return absolute(value, workspace);
  if (!lists.has(key)) return value;
  return words(value)
    .map((word) => (/^[a-z][a-z0-9+.-]*:/i.test(word) ? word : absolute(word, workspace)))
    .join(' ');
}

const words = (value: string) => value.split(/\s+/).filter(Boolean);
/** `~` is the home folder, which pip fills in. */
const absolute = (value: string, workspace: string) => (value.startsWith('~') ? value : path.resolve(workspace, value));
const only = (env: NodeJS.ProcessEnv, name: string): Record<string, string> =>
  env[name] === undefined ? {} : { [name]: env[name] };
