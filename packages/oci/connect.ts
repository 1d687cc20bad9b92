import { digestOf } from './manifests.ts';
import { address, askOnce, type Session } from './request.ts';

export interface ConnectOptions {
  /** One that will be asked for: once the repository was seen to be there, a tag that is not takes one request, not two. */
  tag?: string;
  /** How many connections; 1 by default. */
  connections?: number;
}

/**
 * Makes connections to the registry and logs them in, so that the first requests that count do not wait for either.
 * Whatever goes wrong here, those requests tell.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#determining-support
 */
export async function connect(session: Session, { tag, connections = 1 }: ConnectOptions = {}): Promise<void> {
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
  const look = tag === undefined ? [] : [() => digestOf(session, tag)];
  const pings = Array.from({ length: connections - look.length }, () => ping);
  await Promise.allSettled([...look, ...pings].map((one) => one()));
}
