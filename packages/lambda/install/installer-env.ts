/** What a job has for the action, the runner and AWS; also the tokens by which a step speaks to GitHub. */
const withheld = /^(INPUT_|AWS_|ACTIONS_|GITHUB_TOKEN$|GH_TOKEN$)/i;

/**
 * The environment for a program that installs. It needs none of the job's secrets, and what it may run, a build backend, a
 * plugin or an install script, is the repository's code or somebody else's. Settings of the installers themselves stay, with
 * the passwords of package indexes in them: `PIP_*`, `npm_config_*`, `UV_*`, `POETRY_*`.
 */
export function installerEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !withheld.test(name)));
}
