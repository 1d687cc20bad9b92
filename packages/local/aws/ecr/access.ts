import { AwsError } from '../error.ts';
import { allows } from '../policy.ts';
import type { Principal } from '../principals.ts';
import type { Registry } from './registry.ts';
import { judge } from './repository-policy.ts';

type Who = Pick<Principal, 'arn' | 'account' | 'policies'>;

/**
 * Whether somebody may do something, as IAM decides it: the owner's own people need their own policies or the repository's;
 * people of another account need both.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * @param repository its name; undefined for what is about no repository, which policies allow on `*`
 */
export function may(who: Who, registry: Registry, action: string, repository: string | undefined): boolean {
  return refusalOf(who, registry, action, repository) === undefined;
}

/** @throws AwsError AccessDeniedException, in IAM's words; a repository that is not there is refused like one that is */
export function demand(who: Who, registry: Registry, action: string, repository?: string): void {
  const because = refusalOf(who, registry, action, repository);
  if (because === undefined) return;
  const resource = repository === undefined ? '*' : registry.arn(repository);
  throw new AwsError(
    400,
    'AccessDeniedException',
    `User: ${who.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
  );
}

function refusalOf(who: Who, registry: Registry, action: string, repository: string | undefined): string | undefined {
  const resource = repository === undefined ? '*' : registry.arn(repository);
  const own = who.policies.every((policy) => allows(policy, action, resource));
  const policy = repository === undefined ? undefined : registry.repositories.get(repository)?.settings.policy;
  const told = judge(policy, who, action);
  if (told === 'Deny') return 'with an explicit deny in a resource-based policy';
  if (who.account !== registry.account) {
    if (told !== 'Allow') return `because no resource-based policy allows the ${action} action`;
    return own ? undefined : `because no identity-based policy allows the ${action} action`;
  }
  return own || told === 'Allow' ? undefined : `because no identity-based policy allows the ${action} action`;
}
