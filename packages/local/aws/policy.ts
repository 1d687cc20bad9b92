import { AwsError } from './error.ts';
import { fits } from './wildcard.ts';

/** One thing that is allowed. Whatever no statement allows is denied. */
export interface Statement {
  /** Such as `s3:PutObject` or `s3:*`. */
  actions: readonly string[];
  /** Such as `arn:aws:s3:::bucket` for the bucket itself and `arn:aws:s3:::bucket/prefix/*` for its objects. */
  resources: readonly string[];
}

/** What somebody may do; left out, everything. */
export type Policy = readonly Statement[];

/** Whether a policy allows an action on a resource. Service and action names are compared without case, as IAM does. */
export function allows(policy: Policy | undefined, action: string, resource: string): boolean {
  if (!policy) return true;
  const wanted = action.toLowerCase();
  return policy.some(
    ({ actions, resources }) =>
      actions.some((pattern) => fits(pattern.toLowerCase(), wanted)) &&
      resources.some((pattern) => fits(pattern, resource)),
  );
}

/** @throws AwsError 403 AccessDenied, in IAM's words, unless every one of the policies allows the action */
export function demand(
  who: { arn: string; policies: readonly (Policy | undefined)[] },
  action: string,
  resource: string,
): void {
  if (who.policies.every((policy) => allows(policy, action, resource))) return;
  throw new AwsError(
    403,
    'AccessDenied',
    `User: ${who.arn} is not authorized to perform: ${action} on resource: "${resource}" because no identity-based policy allows the ${action} action`,
  );
}
