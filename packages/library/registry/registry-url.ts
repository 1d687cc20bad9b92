import { InputError } from '@ci-actions/errors/errors';

/** Which protocol a registry speaks; undefined where only asking tells. */
export type Protocol = 'python' | 'npm';

/** Where to ask. */
export interface RegistryUrl {
  /** Without a login in it. */
  url: URL;
  /** `Basic …`, from the login in the URL. */
  authorization: string | undefined;
  protocol: Protocol | undefined;
}

/** The words that stand for the registry that the tools of this machine use, and where these look it up, first one first. */
const words = {
  pypi: { protocol: 'python', variables: ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'PIP_INDEX_URL'] },
  npm: { protocol: 'npm', variables: ['npm_config_registry', 'NPM_CONFIG_REGISTRY'] },
} as const satisfies Record<string, { protocol: Protocol; variables: readonly string[] }>;

/**
 * Finds the registry that the input `check-registry` names.
 *
 * @param given an index URL; or `pypi` or `npm`, for the one that the environment names as pip, uv and npm read it:
 * `UV_DEFAULT_INDEX`, `UV_INDEX_URL`, `PIP_INDEX_URL`; `npm_config_registry`, `NPM_CONFIG_REGISTRY`
 * @throws InputError where the environment names none, and for what is no http or https URL
 * @see https://docs.astral.sh/uv/reference/environment/
 * @see https://pip.pypa.io/en/stable/topics/configuration/#environment-variables
 * @see https://docs.npmjs.com/cli/using-npm/config#environment-variables
 */
export function registryUrl(given: string, env: NodeJS.ProcessEnv): RegistryUrl {
  if (given !== 'pypi' && given !== 'npm')
    return { ...readUrl(given, 'The input `check-registry`'), protocol: undefined };
  const { protocol, variables } = words[given];
  const variable = variables.find((name) => env[name]?.trim());
  if (variable) return { ...readUrl(env[variable]?.trim() ?? '', `The environment variable ${variable}`), protocol };
  throw new InputError(
    `The input \`check-registry\` is ${given}, and none of ${variables.join(', ')} says where that is; set it to the URL of the index.`,
  );
}

/** The URL is not shown: it may have a login. */
function readUrl(text: string, what: string): Omit<RegistryUrl, 'protocol'> {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new InputError(`${what} is no URL; set it to the URL of the index, which begins with https://.`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new InputError(`${what} is no URL of the web; set it to the URL of the index, which begins with https://.`);
  }
  let login = `${url.username}:${url.password}`;
  try {
    login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  } catch {
    // A percent sign of its own stands for itself.
  }
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return { url, authorization: login === ':' ? undefined : `Basic ${Buffer.from(login).toString('base64')}` };
}
