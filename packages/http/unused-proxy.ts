/**
 * A proxy that the environment names and that will not be used, because this Node is too old for it: its requests go
 * straight to their hosts, and where only the proxy is let out they find nobody.
 *
 * @param env where HTTPS_PROXY is looked up, in small letters too
 * @param node the version of Node
 * @returns a sentence for the log; nothing where no proxy is set, or where it is used
 */
export function unusedProxy(env: NodeJS.ProcessEnv, node: string = process.versions.node): string | undefined {
  const name = ['https_proxy', 'HTTPS_PROXY'].find((variable) => env[variable]);
  if (name === undefined || usesProxies(node)) return undefined;
  // The value may hold a password, so it is not shown.
  return `${name} is set, but Node ${node} cannot use a proxy: requests go directly to their hosts. Node 24.5 and later use it.`;
}

/** Whether the agents of this Node know `proxyEnv`: from 24.5, and from 22.21 in the line before. */
export function usesProxies(node: string = process.versions.node): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}
