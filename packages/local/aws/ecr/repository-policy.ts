import { fits } from '../wildcard.ts';
import { invalidParameter } from './errors.ts';
import type { Allowed } from './options.ts';

/** One statement of a repository's policy, as far as this ECR understands IAM. */
interface Statement {
  effect: 'Allow' | 'Deny';
  principals: readonly string[];
  actions: readonly string[];
}

/** The policy's text for an `allow` option. */
export function policyText(allowed: readonly Allowed[]): string {
  const statements = allowed.map(({ principals, actions }) => ({
    Effect: 'Allow',
    Principal: principals.includes('*') ? '*' : { AWS: principals },
    Action: actions,
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/**
 * Reads a repository's policy. What this ECR cannot judge (conditions, NotAction, NotPrincipal, services) it refuses.
 *
 * @throws AwsError InvalidParameterException
 */
export function readPolicy(policy: string): Statement[] {
  const wrong = (why = 'Invalid repository policy provided') => invalidParameter('PolicyText', why);
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch {
    throw wrong();
  }
  const given = [(parsed as { Statement?: unknown } | null)?.Statement ?? []].flat();
  if (given.length === 0) throw wrong();
  return given.map((one): Statement => {
    const { Sid: _, Effect, Principal, Action, ...more } = one as Record<string, unknown>;
    const beyond = Object.keys(more)[0];
    if (beyond !== undefined) throw wrong(`${beyond} is beyond the policies of this ECR`);
    const principals = texts(Principal === '*' ? '*' : (Principal as { AWS?: unknown } | undefined)?.AWS);
    const actions = texts(Action);
    if ((Effect !== 'Allow' && Effect !== 'Deny') || !principals || !actions) throw wrong();
    return { effect: Effect, principals, actions };
  });
}

function texts(value: unknown): string[] | undefined {
  const all = [value].flat();
  return all.length > 0 && all.every((one) => typeof one === 'string') ? all : undefined;
}

/** What a policy says about somebody and an action; undefined where it says nothing. */
export function judge(policy: string | undefined, who: { arn: string; account: string }, action: string) {
  if (policy === undefined) return undefined;
  const wanted = action.toLowerCase();
  const told = readPolicy(policy).filter(
    ({ principals, actions }) =>
      principals.some((principal) => isMeant(principal, who)) &&
      actions.some((pattern) => fits(pattern.toLowerCase(), wanted)),
  );
  if (told.some(({ effect }) => effect === 'Deny')) return 'Deny';
  return told.length > 0 ? 'Allow' : undefined;
}

/** An account means all its people, a role all its sessions. */
function isMeant(principal: string, { arn, account }: { arn: string; account: string }): boolean {
  const [, role] = /^arn:aws:sts::\d+:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  const names = ['*', account, `arn:aws:iam::${account}:root`, arn];
  if (names.includes(principal)) return true;
  const [, owner, name] = /^arn:aws:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(principal) ?? [];
  return role !== undefined && owner === account && name === role;
}
