import { address, askOnce, type Session } from './request.ts';

/**
 * Makes a connection to the registry and logs it in, so that the first request that counts does not wait for either.
 * Whatever goes wrong here, that request tells.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#determining-support
 */
export async function connect(session: Session): Promise<void> {
  const target = address(session, '');
  target.pathname = target.pathname.slice(0, -`${session.path}/`.length);
  // A copy: that the registry answers does not show that it has the repository.
  const own = { ...session };
  await askOnce(own, {
    doing: `Connecting to ${session.registry}`,
    method: 'GET',
    target,
    need: { push: false },
    accept: [404],
  }).catch(() => {});
}
