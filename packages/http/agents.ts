import http from 'node:http';
import https from 'node:https';

/** Kept connections, by where they go. */
export interface Agents {
  /** For requests to an origin. A host of this machine is never asked for through a proxy. */
  of(origin: URL): http.Agent;
  /** Ends the connections that are kept. */
  close(): void;
}

/** The proxy options of newer agents (https://nodejs.org/api/http.html#built-in-proxy-support); older ones ignore them. */
type ProxyOptions = { proxyEnv?: NodeJS.ProcessEnv };

/**
 * Agents that keep their connections and go through the proxy that the environment names, where this Node can: see
 * `unusedProxy`.
 *
 * @param connections the most connections to one host
 * @param env where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up, in small letters too
 * @param idleTimeoutMs when a silent connection tells its request, or is closed where it has none; never by default. In
 *   milliseconds. Set here and not by each request, a connection's timer is not set anew twice for each
 */
export function createAgents(connections: number, env: NodeJS.ProcessEnv, idleTimeoutMs = 0): Agents {
  const keep = { keepAlive: true, timeout: idleTimeoutMs, maxSockets: connections, maxFreeSockets: connections };
  const proxied: http.AgentOptions & ProxyOptions = { ...keep, proxyEnv: env };
  const local = { http: new http.Agent(keep), https: new https.Agent(keep) };
  const remote = { http: new http.Agent(proxied), https: new https.Agent(proxied as https.AgentOptions) };
  return {
    of: ({ protocol, hostname }) => (isLoopback(hostname) ? local : remote)[protocol === 'https:' ? 'https' : 'http'],
    close() {
      for (const agent of [local.http, local.https, remote.http, remote.https]) agent.destroy();
    },
  };
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
