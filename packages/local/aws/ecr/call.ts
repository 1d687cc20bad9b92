import type { Principal } from '../principals.ts';
import { demand } from './access.ts';
import type { DownloadUrls } from './download-urls.ts';
import type { EcrOptions } from './options.ts';
import type { Registries, Registry } from './registry.ts';
import type { Repository } from './repository.ts';
import type { Shape } from './shape.ts';
import type { Tokens } from './tokens.ts';

/** What all operations of the control plane stand on. */
export interface Ground {
  registries: Registries;
  tokens: Tokens;
  options: EcrOptions;
  downloads: DownloadUrls;
  /** Where the private registry answers, such as `http://127.0.0.1:41234`. */
  proxyEndpoint(): string;
}

/** One request to the control plane that was signed rightly. */
export interface Call extends Ground {
  /** Such as `PutImage`. */
  operation: string;
  principal: Principal;
  /** The registry that is meant: of the caller's account in the region of the signature, unless the input names another account. */
  registry: Registry;
  time: Date;
}

/** One operation: checks what comes in, then does it. */
export type Operation = (call: Call, input: unknown) => object;

/**
 * Makes an operation from the shape of its input.
 *
 * @throws AwsError as the shape and the operation do
 */
export function operation<T>(input: Shape<T>, run: (call: Call, input: T) => object): Operation {
  return (call, given) => run(call, input(given, ''));
}

/** The same about one repository, that the caller may do this to: its policies are asked before it is known to be there. */
export function onRepository<T extends { repositoryName: string }>(
  input: Shape<T>,
  run: (repository: Repository, input: T, call: Call) => object,
): Operation {
  return operation(input, (call, checked) => {
    allow(call, checked.repositoryName);
    return run(call.registry.get(checked.repositoryName), checked, call);
  });
}

/** @throws AwsError AccessDeniedException unless the caller may do what it asks for, to the repository or at all */
export function allow({ principal, registry, operation }: Call, repository?: string): void {
  demand(principal, registry, `${registry.service}:${operation}`, repository);
}
