/**
 * Where an address that a registry names leads: an upload's `Location`, a redirect, the next page.
 *
 * @param location as it stands in the reply, absolute or not
 * @param base the address that was asked
 * @returns undefined where it is no address, or would leave TLS
 */
export function safeTarget(location: string | undefined, base: URL): URL | undefined {
  if (location === undefined || !URL.canParse(location, base.href)) return undefined;
  const target = new URL(location, base);
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return undefined;
  if (base.protocol === 'https:' && target.protocol === 'http:') {
    // A registry behind a proxy that ends TLS may believe that it speaks HTTP. It means itself.
    if (target.hostname !== base.hostname) return undefined;
    target.protocol = 'https:';
    target.port = base.port;
  }
  return target;
}

/** The request target as it goes on the wire. */
export function targetOf({ pathname, search }: URL): string {
  return `${pathname}${search}`;
}

/** @returns whether a host is this machine, so that nobody listens in on the way to it */
export function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
