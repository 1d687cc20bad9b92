import { address, askOnce, type Session } from './request.ts';

/**
 * Makes connections to the registry and logs them in, so that the first requests that count do not wait for either.
 * Whatever goes wrong here, those requests tell.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#determining-support
 */
export async function connect(session: Session, connections: number): Promise<void> {
  const target = address(session, '');
  target.pathname = target.pathname.slice(0, -`${session.path}/`.length);
  // A copy: that the registry answers does not show that it has the repository.
  const own = { ...session };
  const ping = () =>
    askOnce(own, {
      doing: `Connecting to ${session.registry}`,
      method: 'GET',
      target,
      need: { push: false },
      accept: [404],
    });
  await Promise.allSettled(Array.from({ length: connections }, ping));
}
